import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { renderText } from '../diagnostics/render.ts';
import type { HeaderTable } from '../target/headers.ts';
import { checkCases, readCases } from '../testing/cases.ts';
import { targetOf } from '../testing/target.ts';
import { preambleEnd } from './extent.ts';
import { readPreamble } from './preamble.ts';
import { printPreamble } from './print.ts';

/** Headers as scripts of these tests have them. */
const files: ReadonlyMap<string, string> = new Map([
  [
    'numbers.h',
    '#pragma once\n#include "more.h"\n#define SEVEN 7\n#define TWICE(x) ((x) * 2)\nstatic inline int f(int a) { return a; }\n',
  ],
  [
    'more.h',
    'enum { MORE = 40 };\nstruct from_header { int a; char b; };\nextern int nobody(void) __attribute__((nothrow));\n',
  ],
  ['loop.h', '#include <loop.h>\n'],
  ['wrong.h', 'struct { what is this };\n#if )\n#endif\n#error never\ntypedef int fine_t;\n'],
]);
const headers: HeaderTable = {
  find: (name) => {
    const text = files.get(name);
    return text === undefined ? null : { path: name, text };
  },
};

function read(script: string): string {
  const source = { name: 'stdin', text: script };
  const { output, diagnostics } = readPreamble(source, { ...targetOf(script), headers });
  assert.ok(output !== null);
  const rest = script.slice(output.end).trim();
  return [
    printPreamble(output),
    ...diagnostics.map((diagnostic) => `${renderText(source, diagnostic)}\n`),
    `then: ${rest}\n`,
  ].join('');
}

checkCases('preamble', read);

it('any piece of C ends', () => {
  const pieces = readCases('preamble').flatMap(({ script }) => script.match(/\s+|\w+|[^\w\s]/g) ?? []);
  const soup = fc.array(fc.constantFrom('#', '\n#define ', '\n#if ', 'struct ', '{', '}', ...pieces), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(soup, (list) => {
      const text = list.join('');
      const { output } = readPreamble({ name: 'stdin', text }, { ...targetOf(''), headers });
      assert.ok(output !== null && output.end <= text.length && output.end === preambleEnd(text));
      printPreamble(output);
    }),
    { numRuns: 2000 },
  );
});

it('macros that double each other end', () => {
  const lines = Array.from({ length: 60 }, (_, index) => `#define A${index + 1} (A${index} + A${index})\n`).join('');
  const { output } = readPreamble({ name: 'stdin', text: `#define A0 1\n${lines}begin { }` }, targetOf(''));
  const text = output?.macros.textOf('A60') ?? '';
  assert.ok(text.length > 0 && text.length < 5_000_000, `${text.length}`);
});
