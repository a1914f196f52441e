/** Any expression gives, lowered plainly and through every pass, what its meaning says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TypedExpression, TypedProgram } from '../3-check/typed.ts';
import type { IrFunction, Module } from '../ir/ir.ts';
import { verify } from '../ir/verify.ts';
import { recordHeaderSize } from '../manifest.ts';
import { localPolicy } from '../policy.ts';
import { interpret } from '../testing/interpret/interpret.ts';
import { Machine, someEvent } from '../testing/interpret/machine.ts';
import { storedTarget } from '../testing/target.ts';
import { interesting, meaning, operators, order, s, samples, u, x } from '../testing/samples.ts';
import * as t from '../testing/typed-builders.ts';
import { lowerUnoptimised } from './lower.ts';
import { passes } from './passes/optimise.ts';

const { pid, tid, nsecs } = someEvent;
const number = samples({ pid, tid, nsecs });
const target = storedTarget();
const source = { name: 'test', text: '' };

/** Runs `$x = 3; printf(…, e); printf(…, $x)` and gives e and the last $x. */
function outcome(module: Module, event = someEvent): bigint[] {
  const machine = new Machine(module);
  interpret(machine, 'p0', event);
  const records = machine.rings.get('data') ?? [];
  // A record without arguments tells of a division by zero.
  const printed = records.filter((record) => record.length > recordHeaderSize);
  return printed.map((record) => Buffer.from(record).readBigInt64LE(recordHeaderSize));
}

function programOf(tree: TypedExpression): TypedProgram {
  return t.beginProgram([t.assign(x, t.integer(3n)), t.printf(tree), t.printf(t.variable(x))], [x]);
}

function afterPass(module: Module, pass: (fn: IrFunction) => IrFunction): Module {
  const result = { ...module, functions: module.functions.map(pass) };
  verify(result);
  return result;
}

/** The module as lowered, and after each pass. */
function stages(tree: TypedExpression): readonly (readonly [string, Module])[] {
  const plans = { maps: [], cells: { cpus: 2, stride: 0, size: 0 }, syscalls: new Map(), memoryBytes: 0 };
  let { module } = lowerUnoptimised(programOf(tree), plans, source, target, localPolicy);
  verify(module);
  const result: [string, Module][] = [['lowered', module]];
  for (const pass of passes) {
    module = afterPass(module, pass);
    result.push([pass.name, module]);
  }
  return result;
}

/** One operator with a constant on either side of a number that is known at run time only. */
function checkOperator(make: (other: TypedExpression) => TypedExpression, value: (unknown: bigint) => bigint): void {
  for (const [pass, module] of stages(make(t.builtin('nsecs')))) {
    for (const unknown of interesting) {
      const [actual] = outcome(module, { ...someEvent, nsecs: u(unknown) });
      assert.equal(actual, s(value(unknown)), `${pass}: ${unknown}`);
    }
  }
}

test('every operator with every interesting constant', () => {
  for (const constant of interesting) {
    const literal = t.integer(constant);
    for (const operator of operators(meaning)) {
      checkOperator(
        (other) => t.arithmetic(operator, other, literal),
        (unknown) => meaning[operator](unknown, constant),
      );
      checkOperator(
        (other) => t.arithmetic(operator, literal, other),
        (unknown) => meaning[operator](constant, unknown),
      );
    }
    for (const operator of operators(order)) {
      for (const as of [s, u]) {
        const truth = (left: bigint, right: bigint): bigint => (order[operator](as(left), as(right)) ? 1n : 0n);
        checkOperator(
          (other) => t.comparison(operator, as === s, other, literal),
          (unknown) => truth(unknown, constant),
        );
        checkOperator(
          (other) => t.comparison(operator, as === s, literal, other),
          (unknown) => truth(constant, unknown),
        );
      }
    }
  }
});

test('every pass keeps the meaning of every expression', () => {
  fc.assert(
    fc.property(number, (sample) => {
      const variables = { x: 3n };
      const expected = [s(sample.value(variables)), variables.x];
      for (const [pass, module] of stages(sample.tree)) assert.deepEqual(outcome(module), expected, pass);
    }),
    { numRuns: 500 },
  );
});
