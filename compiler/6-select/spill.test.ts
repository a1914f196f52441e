import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printAsmInstruction } from '../asm/print.ts';
import { spill } from './spill.ts';
import type { VBlock, VFunction, VInstruction, VReg } from './vcode.ts';

const span = { start: 0, end: 0 };
const alu = (operator: 'mov' | 'add', dst: VReg, src: VReg): VInstruction => ({
  kind: 'alu',
  operator,
  bits: 64,
  dst,
  src: { kind: 'register', register: src },
});
const move = (dst: VReg, src: VReg): VInstruction => alu('mov', dst, src);
const add = (dst: VReg, src: VReg): VInstruction => alu('add', dst, src);
const block = (instructions: readonly VInstruction[], next: number | null): VBlock => ({
  lines: instructions.map((instruction) => ({ instruction, span })),
  terminator: next === null ? { kind: 'exit' } : { kind: 'jump', to: next },
  span,
});

/** Spills v20; `sp` is its place in the frame. Temporaries are v40 and up. */
function check(blocks: readonly VBlock[], expected: readonly (readonly string[])[]): void {
  const fn: VFunction = { blocks, registerEnd: 40, objects: [] };
  const { fn: result } = spill(fn, [20]);
  const text = result.blocks.map(({ lines }) => lines.map(({ instruction }) => print(instruction)));
  assert.deepEqual(text, expected);
}

function print(each: VInstruction): string {
  const name = (register: VReg): string => `v${register}`;
  switch (each.kind) {
    case 'inObject':
      return printAsmInstruction(each.access, name).replace('(v10 + 0)', 'sp');
    case 'objectAddress':
    case 'objectBegin':
    case 'objectEnd':
      return each.kind;
    default:
      return printAsmInstruction(each, name);
  }
}

test('moves become loads and stores', () => {
  check([block([move(20, 16), move(17, 20)], null)], [['*(u64 *)sp = v16', 'v17 = *(u64 *)sp']]);
});

test('arithmetic in place loads, computes, stores', () => {
  check([block([add(20, 16)], null)], [['v40 = *(u64 *)sp', 'v40 += v16', '*(u64 *)sp = v40']]);
});

test('neighbours share a temporary', () => {
  const lines = ['v40 = *(u64 *)sp', 'v40 += v16', '*(u64 *)sp = v40', 'v17 += v40'];
  check([block([add(20, 16), add(17, 20)], null)], [lines]);
});

test('a move into the register makes its temporary stale', () => {
  const lines = ['v40 = *(u64 *)sp', 'v16 += v40', '*(u64 *)sp = v16', 'v41 = *(u64 *)sp', 'v17 += v41'];
  check([block([add(16, 20), move(20, 16), add(17, 20)], null)], [lines]);
});

test('no temporary is carried into the next block', () => {
  const zero = { kind: 'immediate', value: 0 } as const;
  const branch = { kind: 'branch', comparison: 'eq', left: 20, right: zero, then: 1, else: 1 } as const;
  check(
    [{ ...block([], 1), terminator: branch }, block([add(17, 20)], null)],
    [['v40 = *(u64 *)sp'], ['v41 = *(u64 *)sp', 'v17 += v41']],
  );
});
