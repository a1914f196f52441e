/** Random expressions that know what they are worth, for tests that run them. */
import fc from 'fast-check';
import type { ArithmeticOperator, ComparisonOperator, TypedExpression, VariableSymbol } from '../3-check/typed.ts';
import * as t from './typed-builders.ts';

/** The one variable that they read and change. */
export const x: VariableSymbol = { id: 0, name: '$x', type: t.int64 };

/** What builtins give where the expressions run; null: they do not occur. */
export interface Task {
  readonly pid: number;
  readonly tid: number;
  readonly nsecs: bigint | null;
}

/** What an expression is worth, and a tree for it. Meanings are written down here again, from the inventory (L2.12 to L2.15). */
export interface Sample {
  readonly tree: TypedExpression;
  readonly value: (variables: Variables) => bigint;
}

export interface Variables {
  x: bigint;
}

export const u = (value: bigint): bigint => BigInt.asUintN(64, value);
export const s = (value: bigint): bigint => BigInt.asIntN(64, value);

/** Arithmetic of 64-bit values; the caller wraps the result. */
export const meaning: Readonly<Record<ArithmeticOperator, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (u(b) === 0n ? 1n : u(a) / u(b)),
  '%': (a, b) => (u(b) === 0n ? 1n : u(a) % u(b)),
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << (u(b) & 63n),
  '>>': (a, b) => u(a) >> (u(b) & 63n),
};

/** Comparisons of values already taken as signed or unsigned. */
export const order: Readonly<Record<ComparisonOperator, (a: bigint, b: bigint) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Where bugs live. */
export const interesting = [
  0n,
  1n,
  -1n,
  2n,
  8n,
  63n,
  64n,
  255n,
  256n,
  -128n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
];
const constants = fc.oneof(fc.constantFrom(...interesting), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));

function leaves(task: Task): fc.Arbitrary<Sample> {
  const { nsecs } = task;
  const time = nsecs === null ? [] : [fc.constant({ tree: t.builtin('nsecs'), value: () => nsecs })];
  return fc.oneof(
    constants.map((value) => ({ tree: t.integer(value), value: () => value })),
    fc.constant({ tree: t.builtin('pid'), value: () => BigInt(task.pid) }),
    fc.constant({ tree: t.builtin('tid'), value: () => BigInt(task.tid) }),
    fc.constant({ tree: t.variable(x), value: (variables: Variables) => variables.x }),
    fc.tuple(fc.constantFrom(1, -1), fc.boolean()).map(([delta, prefix]) => ({
      tree: t.increment(x, delta === 1 ? 1 : -1, prefix),
      value: (variables: Variables) => {
        const old = variables.x;
        variables.x = s(old + BigInt(delta));
        return prefix ? variables.x : old;
      },
    })),
    ...time,
  );
}

/** Samples with these leaves. */
export function samples(task: Task): fc.Arbitrary<Sample> {
  const leaf = leaves(task);
  const { number } = fc.letrec<{ number: Sample; condition: Sample }>((tie) => ({
    number: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'depth' },
      leaf,
      fc.tuple(fc.constantFrom(...operators(meaning)), tie('number'), tie('number')).map(([operator, left, right]) => ({
        tree: t.arithmetic(operator, left.tree, right.tree),
        value: (variables: Variables) => {
          const first = left.value(variables);
          return s(meaning[operator](first, right.value(variables)));
        },
      })),
      fc.tuple(fc.constantFrom('-', '~'), tie('number')).map(([operator, operand]) => ({
        tree: t.unary(operator === '-' ? '-' : '~', operand.tree),
        value: (variables: Variables) => s(operator === '-' ? -operand.value(variables) : ~operand.value(variables)),
      })),
      fc.tuple(tie('condition'), tie('number'), tie('number')).map(([condition, then, otherwise]) => ({
        tree: t.ternary(condition.tree, then.tree, otherwise.tree),
        value: (variables: Variables) =>
          condition.value(variables) === 0n ? otherwise.value(variables) : then.value(variables),
      })),
      fc.tuple(tie('number'), fc.constantFrom(1, 2, 4), fc.boolean()).map(([operand, size, signed]) => ({
        tree: t.convert(
          t.convert(operand.tree, { kind: 'int', size: size === 1 ? 1 : size === 2 ? 2 : 4, signed }),
          t.int64,
        ),
        value: (variables: Variables) =>
          signed
            ? BigInt.asIntN(size * 8, operand.value(variables))
            : BigInt.asUintN(size * 8, operand.value(variables)),
      })),
      tie('condition').map((condition) => ({ tree: t.convert(condition.tree, t.int64), value: condition.value })),
    ),
    condition: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'depth' },
      fc
        .tuple(fc.constantFrom(...operators(order)), fc.boolean(), tie('number'), tie('number'))
        .map(([operator, signed, left, right]) => ({
          tree: t.comparison(operator, signed, left.tree, right.tree),
          value: (variables: Variables) => {
            const [first, second] = [left.value(variables), right.value(variables)];
            return order[operator](signed ? s(first) : u(first), signed ? s(second) : u(second)) ? 1n : 0n;
          },
        })),
      fc.tuple(fc.constantFrom('&&', '||'), tie('condition'), tie('condition')).map(([operator, left, right]) => ({
        tree: t.logical(operator === '&&' ? '&&' : '||', left.tree, right.tree),
        value: (variables: Variables) => {
          const first = left.value(variables);
          return (first === 0n) === (operator === '&&') ? first : right.value(variables);
        },
      })),
      tie('condition').map((operand) => ({
        tree: t.not(operand.tree),
        value: (variables: Variables) => 1n - operand.value(variables),
      })),
    ),
  }));
  return number;
}

export function operators<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(table).filter((key): key is K => key in table);
}
