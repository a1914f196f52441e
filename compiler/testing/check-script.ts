/** The front end as tests run it: text in, text out. */
import { bind } from '../2-bind/bind.ts';
import { check } from '../3-check/check.ts';
import type { TypedProgram } from '../3-check/typed.ts';
import { parse } from '../1-parse/parse.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { renderText } from '../diagnostics/render.ts';
import { localPolicy, type Policy } from '../policy.ts';
import { readPreamble } from '../preamble/preamble.ts';
import type { Target } from '../target/target.ts';
import { targetOf } from './target.ts';

export interface Checked {
  readonly output: TypedProgram | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Stops at the first phase with an error, as compile() does. */
export function checkScript(text: string, on: Target = targetOf(text), policy: Policy = localPolicy): Checked {
  const source = { name: 'stdin', text };
  const preamble = readPreamble(source, on);
  if (preamble.output === null || hasErrors(preamble.diagnostics))
    return { output: null, diagnostics: preamble.diagnostics };
  const seen = { ...on, types: preamble.output.types };
  const parsed = parse(source, preamble.output);
  if (parsed.output === null || hasErrors(parsed.diagnostics)) return { output: null, diagnostics: parsed.diagnostics };
  const bound = bind(parsed.output, source, seen, policy);
  const found = [...preamble.diagnostics, ...parsed.diagnostics, ...bound.diagnostics];
  if (bound.output === null || hasErrors(found)) return { output: null, diagnostics: found };
  const checked = check(bound.output, seen, policy);
  return { output: checked.output, diagnostics: [...found, ...checked.diagnostics] };
}

/** Every diagnostic as the user sees it. */
export function rendered(text: string, diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${renderText({ name: 'stdin', text }, diagnostic)}\n`).join('');
}
