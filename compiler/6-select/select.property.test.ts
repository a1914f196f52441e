import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { printFunction } from '../ir/print.ts';
import type { IrFunction } from '../ir/ir.ts';
import { verify } from '../ir/verify.ts';
import { interpretAsm } from '../testing/select-model/interpret-asm.ts';
import { interpretIr } from '../testing/select-model/interpret-ir.ts';
import { randomFunction } from '../testing/select-model/random-function.ts';
import { selectFunction } from './select.ts';

/** `FUZZ=10000` runs that many random functions of a random seed. */
const fuzz = Number(process.env['FUZZ'] ?? 0);
const options = fuzz > 0 ? { numRuns: fuzz } : { numRuns: 250, seed: 20261123 };

test('selected programs do what their IR does', () => {
  let [spilling, tooDeep] = [0, 0];
  const property = fc.property(randomFunction, fc.constantFrom(3 as const, 4 as const), (fn, isa) => {
    verify(moduleOf(fn));
    const { output, diagnostics } = selectFunction(fn, isa);
    if (output === null) {
      assert.deepEqual(
        diagnostics.map((each) => each.code),
        ['stack-limit'],
      );
      tooDeep += 1;
      return;
    }
    if (output.stackBytes > 0 && fn.slots.length === 0) spilling += 1;
    assert.deepEqual(interpretAsm(output), interpretIr(fn), printFunction(fn));
  });
  fc.assert(property, options);
  assert.ok(spilling > options.numRuns / 20, `only ${spilling} functions spilled: the test has lost its point`);
  assert.ok(tooDeep < options.numRuns / 5, `${tooDeep} functions did not fit the stack`);
});

function moduleOf(fn: IrFunction): Parameters<typeof verify>[0] {
  const map = { name: 'm0', type: 'hash', keySize: 8, valueSize: 16, maxEntries: 64, flags: 0 } as const;
  return { maps: [map], globals: { name: 'globals', size: 64 }, functions: [fn] };
}
