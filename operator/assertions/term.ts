/**
 * Parts of an assertion on their own: their text as the author wrote it, and what they come to.
 *
 * Needs: a node of a parsed expression, and the values of the names that it may use. Gives: text, value.
 * Reports: throws what evaluating the part throws.
 */
import type { Environment } from '@marcbachmann/cel-js';
import { environment } from './environment.ts';

export type Term = ReturnType<Environment['parse']>['ast'];

/** `result`, and the variable of each quantifier around the part. */
export type Values = Readonly<Record<string, unknown>>;

export function parsed(expr: string): Term {
  return environment.parse(expr).ast;
}

export function valueOf(term: Term, values: Values): unknown {
  return compiled(term, Object.keys(values))(values);
}

/** For many evaluations with values of the same names. */
export function compiled(term: Term, names: readonly string[]): (values: Values) => unknown {
  const variables = names.filter((name) => !environment.hasVariable(name));
  const scope = variables.reduce((one, name) => one.registerVariable(name, 'dyn'), environment.clone());
  const evaluate = scope.parse(termText(term));
  return (values): unknown => evaluate({ ...values }) as unknown;
}

// Raw strings have no escapes, all others do.
const string = /[rR][bB]?"[^"]*"|[rR][bB]?'[^']*'|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g;

/** The range of an operation ends inside of the parentheses round its operands: they are put back. */
export function termText({ input, range }: Term): string {
  const text = input.slice(range.start, range.end);
  let open = 0;
  let missing = 0;
  for (const char of text.replaceAll(string, '')) {
    if (char === '(') open++;
    else if (char === ')' && open > 0) open--;
    else if (char === ')') missing++;
  }
  return `${'('.repeat(missing)}${text}${')'.repeat(open)}`;
}
