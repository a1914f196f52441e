import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf, undeclared, violations } from './check-imports.ts';
import { importTable } from './import-table.ts';

/** Plants `code` in `file`; `expected` is the start of each message. */
function check(file: string, code: string, expected: readonly string[]): void {
  const found = violations(file, importsOf(code), importTable);
  assert.deepEqual(
    found.map((message, index) => message.slice(0, expected[index]?.length)),
    expected,
  );
}

const from = (clause: string, specifier: string): string => `${clause} from '${specifier}';\n`;

test('a phase may not reach back over the phase before it', () => {
  check('compiler/6-select/select.ts', from('\nimport { parse }', '../1-parse/parse.ts'), [
    '2: may not import compiler/1-parse/parse.ts: a phase sees only what the phase before it gives',
  ]);
});

test('a phase may take the type of the phase before, not its function', () => {
  check('compiler/2-bind/bind.ts', from('import type { Script }', '../1-parse/ast.ts'), []);
  check('compiler/2-bind/bind.ts', from('import { parse }', '../1-parse/parse.ts'), ['1: may not import']);
});

test('the compiler takes no Node module, its tests do', () => {
  check('compiler/7-emit/emit.ts', from('import { readFileSync }', 'node:fs'), ['1: may not import node:fs']);
  check('compiler/7-emit/emit.test.ts', from('import { readFileSync }', 'node:fs'), []);
});

test('the compiler takes types of results, no code', () => {
  check('compiler/manifest.ts', from('import type { MapSchema }', '@bpfleet/results'), []);
  check('compiler/manifest.ts', from('import { merge }', '@bpfleet/results'), ['1: may not import results']);
});

test('only agent/kernel imports the native addon', () => {
  check('agent/kernel/load.ts', from('import { load }', '@bpfleet/native'), []);
  check('agent/sessions/session.ts', from('import { load }', '@bpfleet/native'), ['1: may not import native']);
  check('agent/sessions/session.test.ts', from('import { load }', '@bpfleet/native'), ['1: may not import native']);
});

test('the operator does not reach into the agent', () => {
  check('operator/main.ts', from('export * ', '../agent/main.ts'), ['1: may not import agent/main.ts']);
});

test('every form of import is seen', () => {
  const code = [
    from('import a, { b }', 'node:a'),
    from('import {\n  c,\n  d,\n}', 'node:b'),
    from('export { e }', 'node:c'),
    // Joined here, so that this file's own text has no such line.
    ['import ', "'node:d';\n"].join(''),
    ['const f = await import', "('node:e');\n"].join(''),
    from('import type { g }', 'node:f'),
    'const text = "from \'node:none\'";\n',
  ].join('');
  assert.deepEqual(importsOf(code), [
    { line: 1, specifier: 'node:a', typeOnly: false },
    { line: 2, specifier: 'node:b', typeOnly: false },
    { line: 6, specifier: 'node:c', typeOnly: false },
    { line: 7, specifier: 'node:d', typeOnly: false },
    { line: 8, specifier: 'node:e', typeOnly: false },
    { line: 9, specifier: 'node:f', typeOnly: true },
  ]);
});

test('a folder without a rule is a violation', () => {
  check('newthing/main.ts', '', ['1: this folder has no rule']);
});

test('a package that is used is declared', () => {
  const imports = importsOf(
    from('import { parse }', 'yaml') + from('import { z }', '@scope/zod/mini') + from('import a', './a.ts'),
  );
  assert.deepEqual(undeclared(imports, new Set(['yaml', '@scope/zod'])), []);
  assert.deepEqual(
    undeclared(imports, new Set(['yaml'])).map((message) => message.slice(0, 13)),
    ['2: @scope/zod'],
  );
});
