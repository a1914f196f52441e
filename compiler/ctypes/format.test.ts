import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CType, PointerType } from './ctype.ts';
import { formatCType, formatDefinition } from './format.ts';

const int: CType = { kind: 'int', name: 'int', bytes: 4, signed: true, use: 'number' };
const voidType: CType = { kind: 'void' };
const pointerTo = (to: CType): PointerType => ({ kind: 'pointer', to });
const callback: CType = {
  kind: 'function',
  returns: pointerTo(voidType),
  parameters: [{ name: '', type: pointerTo({ kind: 'qualified', qualifier: 'const', type: voidType }) }],
  variadic: true,
};

describe('declarations', () => {
  const cases: readonly (readonly [CType, string])[] = [
    [int, 'int x'],
    [pointerTo(pointerTo(int)), 'int **x'],
    [{ kind: 'array', element: { kind: 'array', element: int, length: 3 }, length: 2 }, 'int x[2][3]'],
    [pointerTo({ kind: 'array', element: int, length: 3 }), 'int (*x)[3]'],
    [{ kind: 'array', element: pointerTo(int), length: 3 }, 'int *x[3]'],
    [pointerTo(callback), 'void *(*x)(const void *, ...)'],
    [{ kind: 'qualified', qualifier: 'const', type: pointerTo(int) }, 'int *const x'],
    [{ kind: 'qualified', qualifier: { tag: 'user' }, type: int }, 'int x'],
    [{ kind: 'forward', of: 'union', name: 'u' }, 'union u x'],
    [{ kind: 'function', returns: voidType, parameters: [], variadic: false }, 'void x(void)'],
  ];
  for (const [type, text] of cases) it(text, () => assert.equal(formatCType(type, 'x'), text));
  it('without a name', () => assert.equal(formatCType(pointerTo(int)), 'int *'));
});

it('a definition with nested anonymous ones', () => {
  const inner: CType = {
    kind: 'union',
    name: '',
    bytes: 4,
    members: [{ name: 'flag', type: int, offsetBits: 3, bits: 1 }],
  };
  const outer = {
    kind: 'struct',
    name: 'outer',
    bytes: 12,
    members: [
      { name: '', type: inner, offsetBits: 0, bits: null },
      { name: 'named', type: { kind: 'array', element: inner, length: 2 }, offsetBits: 32, bits: null },
    ],
  } as const;
  assert.equal(
    formatDefinition(outer),
    'struct outer {\n\tunion {\n\t\tint flag: 1;\n\t};\n\tunion {\n\t\tint flag: 1;\n\t} named[2];\n}',
  );
});
