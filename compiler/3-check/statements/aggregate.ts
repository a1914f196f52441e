/** `@map = count()`, `@map[key] = sum(n)`, `@map = hist(n, bits)`. */
import { maxLinearSteps, type Scale } from '@bpfleet/results/buckets';
import type * as Ast from '../../1-parse/ast.ts';
import type { AggregateName } from '../../builtins/builtins.ts';
import { checkArgumentCount, literalArgument } from '../calls/arguments.ts';
import { asInteger, type Checked, coerce } from '../checked.ts';
import { type Context, mapState, place } from '../context.ts';
import type { MapState } from '../environment.ts';
import { checkKey } from '../expressions/map.ts';
import { checkSeries, inSeries } from './series.ts';
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
  access: Ast.MapAccess,
  { name, call }: AggregateCall,
): TypedStatement | null {
  const map = mapState(context, access);
  if (map === null || !checkArgumentCount(context, call)) return null;
  const key = checkKey(context, map, access);
  if (!setKind(context, map, name, access, call.span)) return null;
  const [first] = call.args;
  const argument = first === undefined ? null : checkNumber(context, map, name, first);
  const fits =
    name === 'tseries' ? checkSeries(context, map, call, access) : checkScale(context, map, call, name, access);
  if ((first !== undefined && argument === null) || !fits || key === null) return null;
  const symbol = map.symbol();
  if (symbol === null) return null;
  if (symbol.series !== null && argument !== null) return inSeries(call.span, symbol, key, argument);
  return { kind: 'aggregate', span: call.span, map: symbol, key, argument };
}

/** Sums and their like take the sign of what comes to them; histograms look at all of it as signed. */
function checkNumber(
  context: Context,
  map: MapState,
  name: AggregateName,
  expression: Ast.Expression,
): TypedExpression | null {
  const checked = context.expression(context, expression);
  if (checked === null) return null;
  const { kind } = checked.node.type;
  const integer = kind === 'pointer' || (name === 'tseries' && kind === 'bool') ? null : asInteger(checked.node);
  if (integer === null) {
    context.report.error(
      'bad-argument',
      expression.span,
      `${name}() needs an integer, not ${formatType(checked.node.type)}`,
    );
    return null;
  }
  if (name === 'hist' || name === 'lhist') return coerce(integer, int64);
  map.value.note(
    { type: wide(integer.type.signed, checked), flexible: checked.flexible, nodeLocal: false },
    expression.span,
  );
  const value = map.symbol()?.value;
  if (value?.kind === 'scalar' && value.type.kind === 'int') return coerce(integer, value.type);
  return coerce(integer, value !== undefined && 'signed' in value && !value.signed ? uint64 : int64);
}

const wide = (signed: boolean, { flexible }: Checked): typeof int64 => (signed || flexible ? int64 : uint64);

/** Histograms of one map have one scale, or they could not be merged. */
function checkScale(
  context: Context,
  map: MapState,
  call: Ast.Call,
  name: AggregateName,
  access: Ast.MapAccess,
): boolean {
  const scale = scaleOf(context, call, name);
  if (scale === null || scale === 'none') return scale === 'none';
  const isFirst = map.kindSpan === access.span;
  if (isFirst) map.scale = scale;
  if (map.scale === null || describe(map.scale) === describe(scale)) return true;
  const first = map.kindSpan === null ? '' : ` at ${place(context, map.kindSpan)}`;
  context.report.error(
    'type-mismatch',
    call.args.at(-1)?.span ?? access.span,
    `type mismatch for ${access.name}: ${name}() has ${describe(scale)} here, and ${describe(map.scale)}${first}`,
  );
  return false;
}

/** Null when it is wrong, which is then reported. */
function scaleOf(context: Context, call: Ast.Call, name: AggregateName): Scale | null | 'none' {
  if (name === 'hist') return logarithmic(context, call.args[1] ?? null);
  return name === 'lhist' ? linear(context, call) : 'none';
}

function describe(scale: Scale): string {
  if (scale.kind === 'hist') return `${scale.bits} bits`;
  return `the steps ${scale.min} to ${scale.max} by ${scale.step}`;
}

function logarithmic(context: Context, bits: Ast.Expression | null): Scale | null {
  if (bits === null) return { kind: 'hist', bits: 0 };
  const number = literalArgument(context, bits, 'the bits of hist()', 0n, 5n);
  return number === null ? null : { kind: 'hist', bits: number };
}

const largestEdge = BigInt(Number.MAX_SAFE_INTEGER);

function linear(context: Context, call: Ast.Call): Scale | null {
  const edges = call.args.slice(1).map((edge, index) => {
    const what = `the ${['min', 'max', 'step'][index] ?? ''} of lhist()`;
    return literalArgument(context, edge, what, index === 2 ? 1n : 0n, largestEdge);
  });
  const [min = null, max = null, step = null] = edges;
  if (min === null || max === null || step === null) return null;
  const steps = (max - min) / step;
  const problem =
    min >= max
      ? `the min of lhist() must be less than its max, not ${min} and ${max}`
      : step > max - min
        ? `the step of lhist() is too large: ${step} for a range of ${max - min}`
        : steps > maxLinearSteps
          ? `lhist() has too many buckets: ${Math.floor(steps)}, at most ${maxLinearSteps} are possible`
          : null;
  if (problem === null) return { kind: 'lhist', min, max, step };
  context.report.error('bad-argument', call.span, problem);
  return null;
}
