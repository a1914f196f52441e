/** The front end as tests run it: text in, text out. */
import { bind } from '../2-bind/bind.ts';
import { configure } from '../config/configure.ts';
import { check } from '../3-check/check.ts';
import type { TypedProgram } from '../3-check/typed.ts';
import { parse } from '../1-parse/parse.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { renderText } from '../diagnostics/render.ts';
import { localPolicy, type Policy } from '../policy.ts';
import { readPreamble } from '../preamble/preamble.ts';
import type { Target } from '../target/target.ts';
import { expand } from '../macros/expand.ts';
import { withOrigins } from '../macros/origins.ts';
import { targetOf } from './target.ts';

export interface Checked {
  readonly output: TypedProgram | null;
  readonly diagnostics: readonly Diagnostic[];
  /** What holds for the script, its own settings included. */
  readonly policy: Policy;
}

/** Stops at the first phase with an error, as compile() does. */
export function checkScript(text: string, on: Target = targetOf(text), given: Policy = localPolicy): Checked {
  const source = { name: 'stdin', text };
  const preamble = readPreamble(source, on);
  const failed = (diagnostics: readonly Diagnostic[], policy: Policy): Checked => ({
    output: null,
    diagnostics,
    policy,
  });
  if (preamble.output === null || hasErrors(preamble.diagnostics)) return failed(preamble.diagnostics, given);
  const seen = { ...on, types: preamble.output.types };
  const parsed = parse(source, preamble.output);
  if (parsed.output === null || hasErrors(parsed.diagnostics)) return failed(parsed.diagnostics, given);
  const configured = configure(parsed.output, given);
  const policy = configured.output ?? given;
  const settled = [...preamble.diagnostics, ...parsed.diagnostics, ...configured.diagnostics];
  if (hasErrors(settled)) return failed(settled, policy);
  const expanded = expand(parsed.output);
  const unfolded = [...settled, ...expanded.diagnostics];
  const { origins = new Map() } = expanded.output ?? {};
  const withUses = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
    diagnostics.map((diagnostic) => withOrigins(diagnostic, origins));
  if (expanded.output === null || hasErrors(unfolded)) return failed(withUses(unfolded), policy);
  const bound = bind(expanded.output.program, source, seen, policy);
  const found = [...unfolded, ...bound.diagnostics];
  if (bound.output === null || hasErrors(found)) return failed(withUses(found), policy);
  const checked = check(bound.output, seen, policy);
  return { output: checked.output, diagnostics: withUses([...found, ...checked.diagnostics]), policy };
}

/** Every diagnostic as the user sees it. */
export function rendered(text: string, diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${renderText({ name: 'stdin', text }, diagnostic)}\n`).join('');
}
