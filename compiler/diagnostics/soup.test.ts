/** Any text at all: the front end ends, throws nothing, and every diagnostic has a place inside the text. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { parse } from '../1-parse/parse.ts';
import { bind } from '../2-bind/bind.ts';
import { check } from '../3-check/check.ts';
import { printTyped } from '../3-check/print.ts';
import { localPolicy } from '../policy.ts';
import { nowhere } from '../source/source.ts';
import { readCases } from '../testing/cases.ts';
import { storedTarget } from '../testing/target.ts';
import { renderJson, renderText } from './render.ts';

const target = storedTarget();
const scripts = ['parse', 'bind', 'check', 'wrong'].flatMap(readCases).map(({ script }) => script);
const pieces = [
  ...new Set(scripts.flatMap((script) => script.match(/\s+|[A-Za-z_0-9]+|[$@][A-Za-z_0-9]*|"[^"\n]*"|./g) ?? [])),
];

/** All phases, also behind errors: error nodes must harm none of them. */
function survive(text: string): void {
  const source = { name: 'stdin', text };
  const parsed = parse(source);
  if (parsed.output === null) return;
  const bound = bind(parsed.output, source, target, localPolicy);
  if (bound.output === null) return;
  const checked = check(bound.output, target, localPolicy);
  if (checked.output !== null) printTyped(checked.output);
  for (const diagnostic of [...parsed.diagnostics, ...bound.diagnostics, ...checked.diagnostics]) {
    const { start, end } = diagnostic.span;
    assert.ok(
      diagnostic.span === nowhere || (start >= 0 && start <= end && end <= text.length),
      `${diagnostic.code} at ${start}-${end} of ${text.length}`,
    );
    renderText(source, diagnostic);
    JSON.parse(renderJson(source, diagnostic));
  }
  if (checked.output === null && parsed.diagnostics.length + bound.diagnostics.length === 0)
    assert.notEqual(checked.diagnostics.length, 0);
}

it('survives any characters', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), survive), { numRuns: 500 });
});

it('survives any sequence of pieces of scripts', () => {
  const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join(''));
  fc.assert(fc.property(soup, survive), { numRuns: 1500 });
});

it('survives pieces of scripts inside a probe', () => {
  const soup = fc
    .array(fc.constantFrom(...pieces), { maxLength: 40 })
    .map((list) => `t:sched:sched_switch { ${list.join('')} }`);
  fc.assert(fc.property(soup, survive), { numRuns: 1500 });
});

it('survives scripts with a part cut out, doubled or replaced', () => {
  const change = fc.tuple(
    fc.constantFrom(...scripts),
    fc.nat(),
    fc.nat(30),
    fc.constantFrom('', ...pieces),
    fc.boolean(),
  );
  const mutated = change.map(([script, at, length, piece, twice]) => {
    const from = script.length === 0 ? 0 : at % script.length;
    const part = script.slice(from, from + length);
    return script.slice(0, from) + piece + (twice ? part + part : '') + script.slice(from + length);
  });
  fc.assert(fc.property(mutated, survive), { numRuns: 2000 });
});
