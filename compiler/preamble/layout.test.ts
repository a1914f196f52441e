/** Random structs lie as the machine's C compiler lays them out. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { flatMembers } from '../ctypes/query.ts';
import { storedTarget } from '../testing/target.ts';
import { readPreamble } from './preamble.ts';

interface RandomMember {
  readonly text: string;
  readonly name: string;
  readonly isBits: boolean;
}

const integers = [
  'char',
  'unsigned char',
  'short',
  'unsigned short',
  'int',
  'unsigned int',
  'long',
  'unsigned long',
] as const;
const widths = [8, 8, 16, 16, 32, 32, 64, 64] as const;

const plainMember = fc.tuple(
  fc.constantFrom(...integers, 'double', 'void *', 'int *', 'enum e', 'struct fixed', 'union either', 'struct tight'),
  fc.constantFrom('', '', '', '[3]', '[2][5]'),
  fc.constantFrom('', '', '', ' __attribute__((packed))', ' __attribute__((aligned(16)))'),
);
const bitMember = fc
  .nat(7)
  .chain((index) => fc.tuple(fc.constant(index), fc.integer({ min: 1, max: widths[index] ?? 8 })));
const member = fc.oneof(
  {
    weight: 3,
    arbitrary: plainMember.map(([type, suffix, attribute]) => ({
      text: (name: string) => `${type} ${name}${suffix}${attribute};`,
      isBits: false,
    })),
  },
  {
    weight: 3,
    arbitrary: bitMember.map(([index, width]) => ({
      text: (name: string) => `${integers[index] ?? 'int'} ${name} : ${width};`,
      isBits: true,
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('int : 0;', 'char : 0;', 'int : 3;')
      .map((text) => ({ text: () => text, isBits: false })),
  },
);
const struct = fc.tuple(
  fc.constantFrom('struct', 'struct', 'union'),
  fc.array(member, { minLength: 1, maxLength: 9 }),
  fc.constantFrom('', '', ' __attribute__((packed))', ' __attribute__((aligned(8)))'),
);

const fixed = `enum e { A = -1, B = 2 };
struct fixed { char a; long b; short c; };
union either { int a; char b[7]; };
struct tight { char a; long b; } __attribute__((packed));
`;

test('random structs', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-layout-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const samples = fc.sample(struct, { numRuns: 300, seed: Number(process.env['SEED'] ?? Date.now() % 2 ** 31) });
  const structs = samples.map(([kind, members, attributes], index) => {
    const named = members.map(
      ({ text, isBits }, place): RandomMember => ({ text: text(`m${place}`), name: `m${place}`, isBits }),
    );
    const body = named.map(({ text }) => `  ${text}\n`).join('');
    const type = `${kind} s${index}`;
    return {
      kind,
      type,
      text: `${type} {\n${body}}${attributes};\n`,
      members: named.filter(({ text, name }) => text.includes(` ${name}`)),
    };
  });
  const C = fixed + structs.map(({ text }) => text).join('');
  const prints = structs.map(({ type, members }) => {
    const places = members.map(({ name, isBits }) =>
      isBits
        ? `{ union { ${type} s; unsigned char b[sizeof(${type})]; } u; memset(&u, 0, sizeof u); u.s.${name} = ~0; printf(" %d", first(u.b, sizeof u)); }`
        : `printf(" %d", (int)offsetof(${type}, ${name}) * 8);`,
    );
    return `printf("%d", (int)sizeof(${type})); ${places.join(' ')} printf("\\n");\n`;
  });
  const file = join(folder, 'layout.c');
  writeFileSync(
    file,
    `#include <stddef.h>
#include <stdio.h>
#include <string.h>
${C}static int first(unsigned char *b, int n) { for (int i = 0; i < n * 8; i++) if (b[i / 8] >> i % 8 & 1) return i; return -1; }
int main(void) { ${prints.join('')} }`,
  );
  execFileSync('cc', ['-w', '-o', join(folder, 'layout'), file]);
  const expected = execFileSync(join(folder, 'layout'), { encoding: 'utf8' }).trimEnd().split('\n');

  const { output, diagnostics } = readPreamble(
    { name: 'x', text: `${C}begin { }` },
    { ...storedTarget(), arch: process.arch === 'arm64' ? 'arm64' : 'x86_64' },
  );
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  );
  structs.forEach(({ type, text, members }, index) => {
    const found = output?.declarations.compounds.get(type)?.type;
    assert.ok(found !== undefined);
    const all = [...flatMembers(found)];
    const places = members.map(({ name }) => all.find((one) => one.name === name)?.offsetBits);
    assert.equal([found.bytes, ...places].join(' '), expected[index], text);
  });
});
