/**
 * Arithmetic on 64-bit values.
 *
 * Needs: values extended to 64 bits by the sign of their types.
 * Gives: the result, wrapped to 64 bits or cut to a narrower type.
 * Reports: nothing.
 */
import type { ArithmeticOperator, Type } from '../3-check/typed.ts';
import { invariant } from '../diagnostics/invariant.ts';
import type { BinaryOperator, ValueId } from '../ir/ir.ts';
import type { Operand } from './builder.ts';
import type { ProgramContext } from './context.ts';
import { lowerRuntimeError } from './runtime-errors.ts';

const operators = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'udiv',
  '%': 'umod',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'shl',
  '>>': 'lshr',
} as const satisfies Record<ArithmeticOperator, BinaryOperator>;

/** One operation on 64-bit values; a zero divisor gives 1 (inventory L2.14). */
export function computeArithmetic(
  context: ProgramContext,
  operator: ArithmeticOperator,
  left: Operand,
  right: Operand,
): ValueId {
  const { builder } = context;
  const operation = operators[operator];
  if (operation === 'shl' || operation === 'lshr') {
    return builder.binary(operation, left, typeof right === 'bigint' ? right & 63n : right);
  }
  if (operation !== 'udiv' && operation !== 'umod') return builder.binary(operation, left, right);
  if (right === 0n) {
    tellDivisionByZero(context);
    return builder.constant(1n);
  }
  if (typeof right === 'bigint') return builder.binary(operation, left, right);
  const divide = builder.createBlock();
  const byZero = builder.createBlock();
  const done = builder.createBlock(['int']);
  builder.branch('ne', right, 0n, divide, byZero);
  builder.start(divide);
  builder.jump(done, [builder.binary(operation, left, right)]);
  builder.start(byZero);
  tellDivisionByZero(context);
  builder.jump(done, [1n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

/** As bpftrace says it (inventory L2.14). */
function tellDivisionByZero(context: ProgramContext): void {
  const message = 'Divide or modulo by 0 detected. This can lead to unexpected results. 1 is being used as the result.';
  lowerRuntimeError(context, message);
}

/** Cuts a 64-bit result to a narrower type. */
export function fitted({ builder }: ProgramContext, value: ValueId, type: Type): ValueId {
  if (type.kind !== 'int' || type.size === 8) return value;
  const width = type.size === 1 ? 8 : type.size === 2 ? 16 : 32;
  return builder.extend(value, width, type.signed);
}

/** The value that a join block was made for. */
export function parameterOf(parameters: readonly ValueId[]): ValueId {
  const [parameter] = parameters;
  invariant(parameter !== undefined, 'a join without its parameter');
  return parameter;
}
