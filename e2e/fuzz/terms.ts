/**
 * Random integer expressions of the language, each with what it is worth: 64-bit arithmetic, unsigned division whose
 * zero divisor gives 1, logical right shift, comparison signed as soon as one side is (inventory L2.12 to L2.15).
 */
import type { Dice } from './dice.ts';
import type { State } from './state.ts';

/** A piece of the script's text and its meaning. `level`: how tightly its outermost operator binds. */
export interface Term {
  readonly text: string;
  readonly level: number;
  readonly type: IntType;
  value(state: State): bigint;
}

export interface Condition {
  readonly text: string;
  readonly level: number;
  value(state: State): boolean;
}

export interface IntType {
  readonly bits: 8 | 16 | 32 | 64;
  readonly signed: boolean;
}

/** What a term may name. */
export interface Scope {
  readonly variables: readonly { readonly name: string; readonly type: IntType }[];
}

export const int64: IntType = { bits: 64, signed: true };
export const uint64: IntType = { bits: 64, signed: false };
export const intTypes: readonly IntType[] = [true, false].flatMap((signed) =>
  ([8, 16, 32, 64] as const).map((bits) => ({ bits, signed })),
);

export function typeName({ bits, signed }: IntType): string {
  return `${signed ? '' : 'u'}int${bits}`;
}

export function wrap({ bits, signed }: IntType, value: bigint): bigint {
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

const levels = {
  ternary: 1,
  or: 2,
  and: 3,
  bitOr: 4,
  bitXor: 5,
  bitAnd: 6,
  equal: 7,
  relation: 8,
  shift: 9,
  sum: 10,
  product: 11,
  unary: 12,
  primary: 14,
};

interface Operator {
  readonly text: string;
  readonly level: number;
  /** Of unsigned 64-bit operands; the result is wrapped by the caller. */
  readonly apply: (left: bigint, right: bigint) => bigint;
}

export const operators: readonly Operator[] = [
  { text: '+', level: levels.sum, apply: (a, b) => a + b },
  { text: '-', level: levels.sum, apply: (a, b) => a - b },
  { text: '*', level: levels.product, apply: (a, b) => a * b },
  { text: '/', level: levels.product, apply: (a, b) => (b === 0n ? 1n : a / b) },
  { text: '%', level: levels.product, apply: (a, b) => (b === 0n ? 1n : a % b) },
  { text: '&', level: levels.bitAnd, apply: (a, b) => a & b },
  { text: '|', level: levels.bitOr, apply: (a, b) => a | b },
  { text: '^', level: levels.bitXor, apply: (a, b) => a ^ b },
];

const relations = [
  { text: '==', level: levels.equal, holds: (a: bigint, b: bigint) => a === b },
  { text: '!=', level: levels.equal, holds: (a: bigint, b: bigint) => a !== b },
  { text: '<', level: levels.relation, holds: (a: bigint, b: bigint) => a < b },
  { text: '<=', level: levels.relation, holds: (a: bigint, b: bigint) => a <= b },
  { text: '>', level: levels.relation, holds: (a: bigint, b: bigint) => a > b },
  { text: '>=', level: levels.relation, holds: (a: bigint, b: bigint) => a >= b },
];

/** In parentheses where the grammar needs them, and now and then where it does not. */
function within(dice: Dice, part: { readonly text: string; readonly level: number }, level: number): string {
  return part.level < level || dice.chance(0.1) ? `(${part.text})` : part.text;
}

export function applyOperator({ text, apply }: Operator, left: Term, right: Term): Pick<Term, 'type' | 'value'> {
  const type = text === '-' || left.type.signed || right.type.signed ? int64 : uint64;
  const value = (state: State): bigint => {
    const a = BigInt.asUintN(64, left.value(state));
    return wrap(type, apply(a, BigInt.asUintN(64, right.value(state))));
  };
  return { type, value };
}

export function term(dice: Dice, scope: Scope, depth: number): Term {
  if (depth === 0 || dice.chance(0.1)) return leaf(dice, scope);
  return dice.pick([binary, binary, binary, shift, negation, cast, cast, ternary, ofCondition])(dice, scope, depth - 1);
}

function leaf(dice: Dice, scope: Scope): Term {
  return dice.pick([variable, variable, literal, mapElement, scalarMap])(dice, scope);
}

function variable(dice: Dice, scope: Scope): Term {
  if (scope.variables.length === 0) return literal(dice);
  const { name, type } = dice.pick(scope.variables);
  return { text: name, level: levels.primary, type, value: (state) => state.variables.get(name) ?? 0n };
}

/** A number of a certain type: a bare one would take the sign of what it meets. */
function literal(dice: Dice): Term {
  const type = dice.pick(intTypes);
  const value = wrap(type, dice.integer());
  const digits = dice.chance(0.3) && value >= 0n ? `0x${value.toString(16)}` : String(value);
  return { text: `(${typeName(type)})${digits}`, level: levels.unary, type, value: () => value };
}

function mapElement(dice: Dice, scope: Scope): Term {
  const map = dice.pick(['@a', '@b']);
  const key = dice.chance(0.7) ? literal(dice) : variable(dice, scope);
  return {
    text: `${map}[${castTo(int64, key).text}]`,
    level: levels.primary,
    type: int64,
    value: (state) => state.map(map).get(String(wrap(int64, key.value(state)))) ?? 0n,
  };
}

function scalarMap(dice: Dice): Term {
  const map = dice.pick(['@x', '@y']);
  return { text: map, level: levels.primary, type: int64, value: (state) => state.map(map).get('') ?? 0n };
}

function binary(dice: Dice, scope: Scope, depth: number): Term {
  const operator = dice.pick(operators);
  const [left, right] = [term(dice, scope, depth), term(dice, scope, depth)];
  const text = `${within(dice, left, operator.level)} ${operator.text} ${within(dice, right, operator.level + 1)}`;
  return { text, level: operator.level, ...applyOperator(operator, left, right) };
}

function shift(dice: Dice, scope: Scope, depth: number): Term {
  const left = term(dice, scope, depth);
  const count = dice.below(64);
  const toLeft = dice.chance(0.5);
  const type = left.type.signed ? int64 : uint64;
  const apply = (value: bigint): bigint => (toLeft ? value << BigInt(count) : value >> BigInt(count));
  return {
    text: `${within(dice, left, levels.shift)} ${toLeft ? '<<' : '>>'} ${count}`,
    level: levels.shift,
    type,
    value: (state) => wrap(type, apply(BigInt.asUintN(64, left.value(state)))),
  };
}

function negation(dice: Dice, scope: Scope, depth: number): Term {
  const operand = term(dice, scope, depth);
  const minus = dice.chance(0.5);
  // What has no sign wraps around in its own width.
  const narrow = !operand.type.signed && operand.type.bits < 64;
  const type = !narrow && (minus || operand.type.signed) ? int64 : uint64;
  const inner = /^[-+]/.test(operand.text) ? `(${operand.text})` : within(dice, operand, levels.unary);
  return {
    text: `${minus ? '-' : '~'}${inner}`,
    level: levels.unary,
    type,
    value: (state) => wrap(narrow ? operand.type : type, minus ? -operand.value(state) : ~operand.value(state)),
  };
}

function cast(dice: Dice, scope: Scope, depth: number): Term {
  return castTo(dice.pick(intTypes), term(dice, scope, depth));
}

export function castTo(type: IntType, operand: Term): Term {
  const inner = operand.level < levels.unary ? `(${operand.text})` : operand.text;
  return {
    text: `(${typeName(type)})${inner}`,
    level: levels.unary,
    type,
    value: (state) => wrap(type, operand.value(state)),
  };
}

function ternary(dice: Dice, scope: Scope, depth: number): Term {
  const test = condition(dice, scope, depth);
  const type = dice.pick([int64, uint64]);
  const [then, otherwise] = [castTo(type, term(dice, scope, depth)), castTo(type, term(dice, scope, depth))];
  return {
    text: `${within(dice, test, levels.or)} ? ${then.text} : ${otherwise.text}`,
    level: levels.ternary,
    type,
    value: (state) => (test.value(state) ? then : otherwise).value(state),
  };
}

function ofCondition(dice: Dice, scope: Scope, depth: number): Term {
  // Not `truth`: a number that stands for a condition is still that number to a cast.
  const test = dice.pick([relation, logical, not])(dice, scope, depth);
  const type = dice.pick(intTypes);
  return {
    text: `(${typeName(type)})(${test.text})`,
    level: levels.unary,
    type,
    value: (state) => (test.value(state) ? 1n : 0n),
  };
}

export function condition(dice: Dice, scope: Scope, depth: number): Condition {
  if (depth <= 0 || dice.chance(0.5)) return relation(dice, scope, Math.max(depth - 1, 0));
  return dice.pick([logical, logical, not, truth])(dice, scope, depth - 1);
}

function relation(dice: Dice, scope: Scope, depth: number): Condition {
  const { text, level, holds } = dice.pick(relations);
  const [left, right] = [term(dice, scope, depth), term(dice, scope, depth)];
  const side = left.type.signed || right.type.signed ? int64 : uint64;
  return {
    text: `${within(dice, left, level + 1)} ${text} ${within(dice, right, level + 1)}`,
    level,
    value: (state) => holds(wrap(side, left.value(state)), wrap(side, right.value(state))),
  };
}

function logical(dice: Dice, scope: Scope, depth: number): Condition {
  const and = dice.chance(0.5);
  const level = and ? levels.and : levels.or;
  const [left, right] = [condition(dice, scope, depth), condition(dice, scope, depth)];
  return {
    text: `${within(dice, left, level)} ${and ? '&&' : '||'} ${within(dice, right, level + 1)}`,
    level,
    value: (state) => (and ? left.value(state) && right.value(state) : left.value(state) || right.value(state)),
  };
}

function not(dice: Dice, scope: Scope, depth: number): Condition {
  const operand = condition(dice, scope, depth);
  return {
    text: `!${within(dice, operand, levels.unary)}`,
    level: levels.unary,
    value: (state) => !operand.value(state),
  };
}

function truth(dice: Dice, scope: Scope, depth: number): Condition {
  const operand = term(dice, scope, depth);
  return { text: operand.text, level: operand.level, value: (state) => operand.value(state) !== 0n };
}
