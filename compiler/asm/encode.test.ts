import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeElf } from '../elf/write.ts';
import { encode } from './encode.ts';
import { helperIds } from './helpers.ts';
import type { AluOperator, AsmInstruction, AsmLine, JumpComparison } from './instruction.ts';
import { printAsmInstruction } from './print.ts';

const span = { start: 0, end: 0 };
const register = (number: 0 | 1 | 2 | 3 | 6 | 10) => ({ kind: 'register', register: number }) as const;
const immediate = (value: number) => ({ kind: 'immediate', value }) as const;

/** LLVM reads the encoded bytes back as the text that our printer gives for the instructions. */
function check(instructions: readonly AsmInstruction[]): void {
  const lines: AsmLine[] = instructions.map((instruction) => ({ instruction, span }));
  const exit: AsmLine = { instruction: { kind: 'exit' }, span };
  const { code } = encode([
    { label: 'start', lines },
    { label: 'end', lines: [exit] },
  ]);
  const got = disassemble(code);
  const want = [...instructions, exit.instruction].map((each) => printAsmInstruction(each, (name) => `r${name}`));
  assert.deepEqual(got, want.map(normalise));
}

/** Our notation, except where it says more than LLVM can know: labels, names of helpers and maps. */
function normalise(text: string): string {
  return text
    .replace(/ goto (start|end)/, ' goto LABEL')
    .replace(/^goto (start|end)/, 'goto LABEL')
    .replace(/^call (\w+)/, (_, helper: string) => `call ${helperIds.get(helper)}`)
    .replace(/ = map \w+ ll/, ' = 0 ll')
    .replace(/ = globals \+ (\d+) ll/, ' = $1 ll');
}

function disassemble(code: Uint8Array): readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), 'bpfleet-asm-'));
  try {
    const file = join(directory, 'code.o');
    const text = { name: 'prog', type: 'progbits', flags: ['alloc', 'execinstr'], align: 8, data: code } as const;
    writeFileSync(file, writeElf({ sections: [{ ...text, size: code.length }], symbols: [], relocations: [] }));
    const out = execFileSync('llvm-objdump', ['-d', '--no-show-raw-insn', '--mattr=+alu32', file], {
      encoding: 'utf8',
    });
    const instructions = out.split('\n').flatMap((line) => /^\s+\d+:\s+(.*)$/.exec(line)?.[1] ?? []);
    return instructions.map((line) =>
      line
        // Narrow loads and stores have one encoding, which LLVM shows with the 32-bit name of the register.
        .replace(/^w(\d+)(?= = \*)|(?<=^\*.* = )w(\d+)$/, 'r$1$2')
        .replace(/goto [-+]\d+.*$/, 'goto LABEL')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('arithmetic', () => {
  const operators: readonly AluOperator[] = [
    'add',
    'sub',
    'mul',
    'div',
    'and',
    'or',
    'xor',
    'lsh',
    'rsh',
    'arsh',
    'mov',
  ];
  check(
    operators.flatMap((operator) => [
      { kind: 'alu', operator, bits: 64, dst: 1, src: register(2) },
      { kind: 'alu', operator, bits: 64, dst: 6, src: immediate(7) },
      { kind: 'alu', operator, bits: 32, dst: 3, src: register(0) },
      { kind: 'alu', operator, bits: 32, dst: 0, src: immediate(-1) },
    ]),
  );
  check([{ kind: 'negate', dst: 3 }]);
});

test('wide constants', () => {
  const values = [0n, 1n, -1n, 0x123456789abcdef0n, -0x8000000000000000n, 0xffffffffn, 0x80000000n];
  check([
    ...values.map((value) => ({ kind: 'loadConstant', dst: 4, value }) as const),
    { kind: 'loadMap', dst: 1, map: 'm0' },
    { kind: 'loadGlobal', dst: 2, offset: 24 },
  ]);
});

test('memory', () => {
  check(
    ([8, 16, 32, 64] as const).flatMap((width) => [
      { kind: 'load', dst: 2, base: 1, offset: 16, width, signed: false },
      { kind: 'store', base: 10, offset: -24, width, value: register(6) },
    ]),
  );
  check([
    { kind: 'atomicAdd', base: 1, offset: 8, src: 2, fetch: false },
    { kind: 'atomicAdd', base: 10, offset: -8, src: 3, fetch: true },
    { kind: 'compareExchange', base: 1, offset: 16, src: 4 },
  ]);
});

test('control', () => {
  const comparisons: readonly JumpComparison[] = ['eq', 'ne', 'ult', 'ule', 'ugt', 'uge', 'slt', 'sle', 'sgt', 'sge'];
  check([
    ...comparisons.flatMap((comparison) => [
      { kind: 'branch', comparison, left: 1, right: register(2), target: 'end' } as const,
      { kind: 'branch', comparison, left: 6, right: immediate(-5), target: 'start' } as const,
    ]),
    { kind: 'jump', target: 'end' },
    { kind: 'jump', target: 'start' },
    { kind: 'call', helper: 'ringbuf_reserve', argumentCount: 3 },
  ]);
});

/** What LLVM 14 does not read: bytes by RFC 9669. */
function checkBytes(instruction: AsmInstruction, hex: string): void {
  const { code } = encode([{ label: 'start', lines: [{ instruction, span }] }]);
  assert.equal(Buffer.from(code).toString('hex'), hex);
}

test('what LLVM 14 cannot read', () => {
  checkBytes({ kind: 'alu', operator: 'mod', bits: 64, dst: 1, src: register(2) }, '9f21000000000000');
  checkBytes({ kind: 'branch', comparison: 'set', left: 1, right: immediate(8), target: 'start' }, '4501ffff08000000');
  checkBytes({ kind: 'moveSigned', dst: 1, src: 2, width: 16 }, 'bf21100000000000');
  checkBytes({ kind: 'load', dst: 1, base: 2, offset: 4, width: 32, signed: true }, '8121040000000000');
  checkBytes({ kind: 'store', base: 10, offset: -8, width: 64, value: immediate(-1) }, '7a0af8ffffffffff');
  checkBytes({ kind: 'store', base: 10, offset: -8, width: 8, value: immediate(1) }, '720af8ff01000000');
});

test('broken code is a bug', () => {
  const one = (instruction: AsmInstruction) => (): unknown =>
    encode([{ label: 'start', lines: [{ instruction, span }] }]);
  assert.throws(one({ kind: 'jump', target: 'nowhere' }), /unknown label nowhere/);
  assert.throws(one({ kind: 'call', helper: 'nope', argumentCount: 0 }), /unknown helper nope/);
  assert.throws(one({ kind: 'alu', operator: 'mov', bits: 64, dst: 1, src: immediate(2 ** 31) }), /does not fit 32/);
});
