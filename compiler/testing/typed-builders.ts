/** Typed trees by hand, for tests that need more of them, or stranger ones, than scripts give. */
import type {
  ArithmeticOperator,
  AttachPoint,
  BuiltinName,
  ComparisonOperator,
  IntType,
  TypedExpression,
  TypedProgram,
  TypedStatement,
  VariableSymbol,
} from '../3-check/typed.ts';

export const span = { start: 0, end: 0 };
export const int64: IntType = { kind: 'int', size: 8, signed: true };
export const uint64: IntType = { kind: 'int', size: 8, signed: false };
const bool = { kind: 'bool' } as const;

export function integer(value: bigint, type: IntType = int64): TypedExpression {
  return { kind: 'integer', value, type, span };
}

export function builtin(name: BuiltinName): TypedExpression {
  return { kind: 'builtin', name, type: uint64, span };
}

export function variable(symbol: VariableSymbol): TypedExpression {
  return { kind: 'variable', symbol, type: symbol.type, span };
}

export function arithmetic(
  operator: ArithmeticOperator,
  left: TypedExpression,
  right: TypedExpression,
): TypedExpression {
  return { kind: 'arithmetic', operator, left, right, type: int64, span };
}

export function comparison(
  operator: ComparisonOperator,
  signed: boolean,
  left: TypedExpression,
  right: TypedExpression,
): TypedExpression {
  return { kind: 'comparison', operator, signed, left, right, type: bool, span };
}

export function logical(operator: '&&' | '||', left: TypedExpression, right: TypedExpression): TypedExpression {
  return { kind: 'logical', operator, left, right, type: bool, span };
}

export function not(operand: TypedExpression): TypedExpression {
  return { kind: 'unary', operator: '!', operand, type: bool, span };
}

export function unary(operator: '-' | '~', operand: TypedExpression): TypedExpression {
  return { kind: 'unary', operator, operand, type: int64, span };
}

export function ternary(
  condition: TypedExpression,
  then: TypedExpression,
  otherwise: TypedExpression,
): TypedExpression {
  return { kind: 'ternary', condition, then, else: otherwise, type: then.type, span };
}

export function convert(operand: TypedExpression, type: IntType): TypedExpression {
  return { kind: 'convert', operand, type, span };
}

export function increment(symbol: VariableSymbol, delta: 1 | -1, prefix: boolean): TypedExpression {
  return { kind: 'increment', target: { kind: 'variable', symbol }, delta, prefix, type: int64, span };
}

export function assign(symbol: VariableSymbol, value: TypedExpression): TypedStatement {
  return { kind: 'assign', target: { kind: 'variable', symbol }, value, span };
}

export function printf(...args: readonly TypedExpression[]): TypedStatement {
  return { kind: 'printf', action: 'printf', format: args.map(() => '%d').join(' '), args, span };
}

export const beginPoint: AttachPoint = { provider: 'begin', text: 'begin' };

/** A program with one begin probe. */
export function beginProgram(body: readonly TypedStatement[], variables: readonly VariableSymbol[] = []): TypedProgram {
  return { probes: [{ attachPoints: [beginPoint], predicate: null, body, span }], maps: [], variables };
}
