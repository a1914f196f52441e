/** `@map = count()`, `@map[key] = sum(n)`, `@map = hist(n, bits)`. */
import type * as Ast from '../../1-parse/ast.ts';
import type { AggregateName } from '../../builtins/builtins.ts';
import { checkArgumentCount } from '../calls/arguments.ts';
import { asInteger, type Checked, coerce } from '../checked.ts';
import { type Context, mapState, place } from '../context.ts';
import type { MapState } from '../environment.ts';
import { checkKey } from '../expressions/map.ts';
import { setKind } from '../target.ts';
import type { TypedExpression, TypedStatement } from '../typed.ts';
import { formatType, int64, uint64 } from '../types.ts';

interface AggregateCall {
  readonly name: AggregateName;
  readonly call: Ast.Call;
}

/** The call when the value is one of an aggregate. */
export function aggregateCall(context: Context, value: Ast.Expression): AggregateCall | null {
  if (value.kind !== 'call') return null;
  const builtin = context.bound.builtinOf.get(value);
  return builtin?.kind === 'aggregate' ? { name: builtin.name, call: value } : null;
}

export function checkAggregate(
  context: Context,
  statement: Ast.Assign,
  access: Ast.MapAccess,
  { name, call }: AggregateCall,
): TypedStatement | null {
  const map = mapState(context, access);
  if (map === null || !checkArgumentCount(context, call)) return null;
  const key = checkKey(context, map, access);
  if (!setKind(context, map, name, access)) return null;
  const [first, second] = call.args;
  const argument = first === undefined ? null : checkNumber(context, map, name, first);
  const bitsFit = name !== 'hist' || checkBits(context, map, second ?? null, access);
  if ((first !== undefined && argument === null) || !bitsFit || key === null) return null;
  const symbol = map.symbol();
  if (symbol === null) return null;
  return { kind: 'aggregate', span: statement.span, map: symbol, key, argument };
}

/** Sums take the sign of what is summed; histograms have one bucket for everything below zero. */
function checkNumber(
  context: Context,
  map: MapState,
  name: AggregateName,
  expression: Ast.Expression,
): TypedExpression | null {
  const checked = context.expression(context, expression);
  if (checked === null) return null;
  const integer = checked.node.type.kind === 'pointer' ? null : asInteger(checked.node);
  if (integer === null) {
    context.report.error(
      'bad-argument',
      expression.span,
      `${name}() needs an integer, not ${formatType(checked.node.type)}`,
    );
    return null;
  }
  if (name === 'hist') return coerce(integer, int64);
  map.value.note(
    { type: wide(integer.type.signed, checked), flexible: checked.flexible, nodeLocal: false },
    expression.span,
  );
  const value = map.symbol()?.value;
  return coerce(integer, value?.kind === 'sum' && !value.signed ? uint64 : int64);
}

const wide = (signed: boolean, { flexible }: Checked): typeof int64 => (signed || flexible ? int64 : uint64);

/** One number of sub-buckets for a map: histograms of different ones cannot be merged. */
function checkBits(context: Context, map: MapState, expression: Ast.Expression | null, access: Ast.MapAccess): boolean {
  const bits = expression === null ? 0n : literalBits(context, expression);
  if (bits === null) return false;
  const isFirst = map.kindSpan === access.span;
  if (isFirst) map.bits = Number(bits);
  if (map.bits === Number(bits)) return true;
  const first = map.kindSpan === null ? '' : ` at ${place(context, map.kindSpan)}`;
  context.report.error(
    'type-mismatch',
    expression?.span ?? access.span,
    `type mismatch for ${access.name}: hist() has ${bits} bits here, and ${map.bits}${first}`,
  );
  return false;
}

function literalBits(context: Context, expression: Ast.Expression): bigint | null {
  if (expression.kind === 'integer' && expression.value <= 5n) return expression.value;
  context.report.error('bad-argument', expression.span, 'the bits of hist() must be a number from 0 to 5, as written');
  return null;
}
