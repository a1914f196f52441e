/** Long and odd scripts through the whole compiler: each ends soon, with an object or with a diagnostic, never with an exception. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compile } from './compile.ts';
import { localPolicy } from './policy.ts';
import { readCases } from './testing/cases.ts';
import { storedTarget } from './testing/target.ts';
import type { Target } from './target/target.ts';

const target = storedTarget();
const statements = 500;
/** Milliseconds of CPU, so that a loaded machine does not count; far below what anything quadratic would take. */
const soon = 15_000;

/** `code` is the error to expect, null for none. */
function expectEnd(script: string, code: string | null): void {
  const begin = process.cpuUsage();
  const { output, diagnostics } = compile({ name: 'stdin', text: script }, target, localPolicy);
  const { user, system } = process.cpuUsage(begin);
  assert.ok(user + system < soon * 1000, `took ${(user + system) / 1000} ms`);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map((diagnostic) => diagnostic.code);
  assert.deepEqual([output === null, [...new Set(errors)]], [code !== null, code === null ? [] : [code]]);
}

const repeated = (statement: (index: number) => string): string =>
  Array.from({ length: statements }, (_, index) => statement(index)).join('\n');
const numbered = (count: number, word: string): string => Array.from({ length: count }, () => `"${word}"`).join(', ');

describe(`${statements} statements`, () => {
  const bodies: readonly (readonly [string, string])[] = [
    ['counts', repeated((index) => `@[${index}] = count();`)],
    ['maps', repeated((index) => `@m${index} = count();`)],
    ['keys with strings', repeated((index) => `@[comm, ${index}] = count();`)],
    ['histograms', repeated((index) => `@h${index % 10} = hist(${index} + pid);`)],
    ['records', repeated((index) => `printf("%d %s", ${index}, comm);`)],
    [
      'branches',
      `$x = 0; ${repeated((index) => `if (pid == ${index}) { $x = ${index}; } else { $x += 2; }`)} print($x);`,
    ],
    ['a variable from the first to the last', `$x = pid; ${repeated(() => '@ = count();')} print($x);`],
  ];
  for (const [what, body] of bodies) it(what, () => expectEnd(`begin { ${body} }`, null));
});

describe('maps of one program, of which the kernel allows 64', () => {
  const keyed = (count: number): string =>
    Array.from({ length: count }, (_, index) => `@m${index}[pid] = 1;`).join(' ');
  it('as many as there may be', () => expectEnd(`begin { ${keyed(62)} }`, null));
  it('too many', () => expectEnd(`begin { ${keyed(66)} }`, 'map-count'));
  it('too many in one loop', () => expectEnd(`begin { for ($i : 0..2) { ${keyed(66)} } }`, 'map-count'));
  it('in two probes', () => expectEnd(`begin { ${keyed(60)} } end { ${keyed(60).replaceAll('@m', '@n')} }`, null));
});

describe('what does not fit the stack, and what does not fit beside it', () => {
  const strings = repeated((index) => `$s${index} = comm; if ($s${index} == "a") { @ = count(); }`);
  const numbers = `${repeated((index) => `$x${index} = pid + ${index};`)} ${repeated((index) => `@ += $x${index};`)}`;
  it('strings', () => expectEnd(`begin { ${strings} }`, null));
  it('numbers', () => expectEnd(`begin { ${numbers} }`, null));
  it('a key', () => expectEnd(`begin { @[${numbered(40, 'x'.repeat(1000))}] = 1; }`, 'stack-limit'));
});

it('a record has room for what the stack has not', () => {
  expectEnd(`begin { printf("${'%s'.repeat(40)}", ${numbered(40, 'x'.repeat(1000))}); }`, null);
});

it('statements of many scripts thrown together', () => {
  const scripts = ['check', 'lower', 'plan-maps', 'select', 'emit'].flatMap(readCases).map(({ script }) => script);
  const pieces = [...new Set(scripts.flatMap((script) => script.match(/(?<=[{;}]\s*)[^{};\s/][^{};]*;/g) ?? []))];
  assert.ok(pieces.length > 100);
  const alone = (piece: string): boolean =>
    compile({ name: 'stdin', text: `begin { ${piece} }` }, target, localPolicy).output !== null;
  // What is a script by itself comes more often: most that is thrown together is none.
  const scriptsAlone = pieces.filter(alone);
  const list = fc
    .array(fc.constantFrom(...pieces, ...scriptsAlone, ...scriptsAlone), { minLength: 1, maxLength: 4 })
    .map((all) => all.join(' '));
  const body = fc.tuple(list, list, list).map(([a, b, c]) => `${a} if (pid == 1) { ${b} } else { ${c} } ${b}`);
  let objects = 0;
  const property = fc.property(
    fc.constantFrom('begin', 't:sched:sched_switch', 'profile:hz:9'),
    body,
    (probe, text) => {
      const script = { name: 'stdin', text: `${probe} { ${text} }` };
      if (compile(script, target, localPolicy).output !== null) objects += 1;
    },
  );
  fc.assert(property, { numRuns: 3000 });
  assert.ok(objects > 100, `only ${objects} are scripts`);
});

describe('of a target is asked only what the script needs', () => {
  const unasked: Target = {
    ...target,
    get helpers(): never {
      throw new Error('asked for helpers');
    },
  };
  const ask = (text: string): unknown => compile({ name: 'stdin', text }, unasked, localPolicy).output;
  for (const script of ['begin { exit(); }', 'interval:s:1 { @[cpu] = count(); }'])
    it(`no helpers: ${script}`, () => assert.ok(ask(script) !== null));
  it('helpers', () => assert.throws(() => ask('begin { print(nsecs(boot)); }'), /asked for helpers/));
});
