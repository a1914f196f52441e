import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printAsm } from '../asm/print.ts';
import type { IrFunction, Module } from '../ir/ir.ts';
import { parseModule } from '../ir/parse.ts';
import { verify } from '../ir/verify.ts';
import type { Target } from '../target/target.ts';
import { checkCases } from '../testing/cases.ts';
import { storedTarget } from '../testing/target.ts';
import { select } from './select.ts';

const target = storedTarget();

const globals = `globals globals 64
map m0 hash key 8 value 8 entries 16 flags 0`;

/** Cases are functions without their frame; `# isa 3` in the first line selects for the older instruction set. */
checkCases('select', (text) => {
  const isa = text.startsWith('# isa 3') ? 3 : 4;
  return selected(parseModule(`${globals}\n${text}`), { ...target, isa });
});

function selected(module: Module, on: Target): string {
  verify(module);
  const { output, diagnostics } = select(module, on);
  const report = diagnostics.map((each) => `${each.code} at ${each.span.start}-${each.span.end}: ${each.message}\n`);
  return output === null ? report.join('') : printAsm(output, null);
}

describe('jumps', () => {
  /** A function whose entry jumps over `count` stores. */
  const jumpOver = (count: number): Module => {
    const span = { start: 0, end: 5 };
    const stores = Array.from(
      { length: count },
      () => ({ kind: 'store', base: 0, offset: 0, width: 64, value: 1n, span }) as const,
    );
    const fn: IrFunction = {
      name: 'p0',
      kind: 'tracepoint',
      attachTo: null,
      guarded: false,
      slots: [],
      types: ['pointer', 'int'],
      span,
      blocks: [
        {
          id: 0,
          parameters: [],
          instructions: [
            { kind: 'context', dest: 0, span },
            { kind: 'load', dest: 1, base: 0, offset: 0, width: 64, signed: false, span },
          ],
          terminator: {
            kind: 'branch',
            comparison: 'eq',
            left: 1,
            right: 0n,
            then: { block: 1, args: [] },
            else: { block: 2, args: [] },
            span,
          },
        },
        { id: 1, parameters: [], instructions: stores, terminator: { kind: 'jump', to: { block: 2, args: [] }, span } },
        { id: 2, parameters: [], instructions: [], terminator: { kind: 'return', value: 0n, span } },
      ],
    };
    return { maps: [], globals: { name: 'globals', size: 0 }, functions: [fn] };
  };

  test('reach 32767 instructions', () => {
    assert.deepEqual(select(jumpOver(32767), target).diagnostics, []);
  });

  test('do not reach 32768', () => {
    const text = selected(jumpOver(32768), target);
    assert.equal(
      text,
      'program-size at 0-5: this probe is too long: a jump over 32768 instructions, of 32767 at most\n',
    );
  });

  test('are not looked at in a program that is longer than the kernel takes', () => {
    assert.match(
      selected(jumpOver(1_000_001), target),
      /^program-size at 0-5: .* 100000\d instructions, of 1000000 at most\n$/,
    );
  });
});
