/**
 * Whether assertions are CEL that gives true or false, before anything runs.
 *
 * Needs: spec.assertions. Gives: everything that is wrong, by the name of the assertion. Pure.
 */
import type { Assertion } from '@bpfleet/proto';
import { celMessage, environment } from './environment.ts';

export function assertionErrors(assertions: readonly Assertion[]): readonly string[] {
  return assertions.flatMap(({ name, expr }) => {
    const problem = problemOf(expr);
    return problem === null ? [] : [`assertion ${name}: ${problem}`];
  });
}

function problemOf(expr: string): string | null {
  const { valid, type, error } = environment.check(expr);
  if (!valid) return celMessage(error);
  return type === 'bool' || type === 'dyn' ? null : `gives ${type}, and must give bool`;
}
