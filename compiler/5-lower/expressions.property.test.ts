/** Any expression gives, lowered plainly and through every pass, what its meaning says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TypedExpression, TypedProgram } from '../3-check/typed.ts';
import type { IrFunction, Module } from '../ir/ir.ts';
import { verify } from '../ir/verify.ts';
import { localPolicy } from '../policy.ts';
import { interpret } from '../testing/interpret/interpret.ts';
import { Machine, someEvent } from '../testing/interpret/machine.ts';
import { storedTarget } from '../testing/target.ts';
import { samples, s, x } from '../testing/samples.ts';
import * as t from '../testing/typed-builders.ts';
import { lowerUnoptimised } from './lower.ts';
import { passes } from './passes/optimise.ts';

const { pid, tid, nsecs } = someEvent;
const number = samples({ pid, tid, nsecs });
const target = storedTarget();
const source = { name: 'test', text: '' };

/** Runs `$x = 3; printf(…, e); printf(…, $x)` and gives e and the last $x. */
function outcome(module: Module): bigint[] {
  const machine = new Machine(module);
  interpret(machine, 'p0', someEvent);
  return (machine.rings.get('data') ?? []).map((record) => Buffer.from(record).readBigInt64LE(16));
}

function programOf(tree: TypedExpression): TypedProgram {
  return t.beginProgram([t.assign(x, t.integer(3n)), t.printf(tree), t.printf(t.variable(x))], [x]);
}

function afterPass(module: Module, pass: (fn: IrFunction) => IrFunction): Module {
  const result = { ...module, functions: module.functions.map(pass) };
  verify(result);
  return result;
}

test('every pass keeps the meaning of every expression', () => {
  fc.assert(
    fc.property(number, (sample) => {
      const variables = { x: 3n };
      const expected = [s(sample.value(variables)), variables.x];
      const lowered = lowerUnoptimised(
        programOf(sample.tree),
        { maps: [], memoryBytes: 0 },
        source,
        target,
        localPolicy,
      );
      let { module } = lowered;
      verify(module);
      assert.deepEqual(outcome(module), expected);
      for (const pass of passes) {
        module = afterPass(module, pass);
        assert.deepEqual(outcome(module), expected, pass.name);
      }
    }),
    { numRuns: 500 },
  );
});
