/**
 * `@map = tseries(n, interval, intervals[, aggregation])`: the map has a further column in its key, the number of the interval, and
 * an element of it is what the aggregation says.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { nowhere, type Span } from '../../source/source.ts';
import { literalArgument } from '../calls/arguments.ts';
import { type Context, place } from '../context.ts';
import type { MapState, SeriesOf } from '../environment.ts';
import type { MapSymbol, TypedExpression, TypedStatement } from '../typed.ts';
import { uint64 } from '../types.ts';

const aggregations = ['avg', 'max', 'min', 'sum'] as const;
const mostIntervals = 1_000_000n;

/** Of one map all have the same arguments. */
export function checkSeries(context: Context, map: MapState, call: Ast.Call, access: Ast.MapAccess): boolean {
  const series = seriesOf(context, call);
  if (series === null) return false;
  if (context.policy.fleet) {
    context.report.error('not-supported', call.span, 'tseries() is not on a fleet yet', {
      hint: 'bpfleet -e on a node has it',
    });
    return false;
  }
  if (!isAllowed(context, call)) return false;
  if (map.kindSpan === access.span) map.series = series;
  if (map.series === null || describe(map.series) === describe(series)) return true;
  const first = map.kindSpan === null ? '' : ` at ${place(context, map.kindSpan)}`;
  context.report.error(
    'type-mismatch',
    call.span,
    `type mismatch for ${access.name}: tseries() has ${describe(series)} here, and ${describe(map.series)}${first}`,
  );
  return false;
}

/** bpftrace calls it unstable, and asks whether a script means it. */
function isAllowed({ policy, report }: Context, { span }: Ast.Call): boolean {
  const { unstableTseries } = policy.settings;
  const hint = 'to accept that, write config = { unstable_tseries = enable }';
  if (unstableTseries === 'error')
    report.error('unstable', span, 'tseries() is unstable and was not enabled', { hint });
  if (unstableTseries === 'warn')
    report.warning('unstable', nowhere, 'tseries() may change in later versions', { hint });
  return unstableTseries !== 'error';
}

function describe({ interval, intervals, aggregation }: SeriesOf): string {
  return `${intervals} intervals of ${interval} ns, ${aggregation}`;
}

function seriesOf(context: Context, { args }: Ast.Call): SeriesOf | null {
  const [, time, count, name] = args;
  if (time === undefined || count === undefined) return null;
  const interval = literalArgument(context, time, 'the interval of tseries()', 1n, BigInt(Number.MAX_SAFE_INTEGER));
  const intervals = literalArgument(context, count, 'the number of intervals of tseries()', 1n, mostIntervals);
  const aggregation = name === undefined ? 'last' : aggregationOf(context, name);
  return interval === null || intervals === null || aggregation === null ? null : { interval, intervals, aggregation };
}

function aggregationOf(context: Context, name: Ast.Expression): SeriesOf['aggregation'] | null {
  const text = name.kind === 'string' ? new TextDecoder().decode(name.bytes) : null;
  const known = aggregations.find((one) => one === text);
  if (known !== undefined || name.kind === 'error') return known ?? null;
  context.report.error('bad-argument', name.span, `tseries() takes as its aggregation ${aggregations.join(', ')}`, {
    hint: 'without one it keeps the last number of each interval',
  });
  return null;
}

/** What comes goes to the interval of now. Of TAI, because no one sets it back. */
export function inSeries(
  span: Span,
  map: MapSymbol,
  key: readonly TypedExpression[],
  argument: TypedExpression,
): TypedStatement {
  const now: TypedExpression = { kind: 'builtin', name: 'nsecs(tai)', type: uint64, span };
  const interval: TypedExpression = { kind: 'integer', value: BigInt(map.series?.interval ?? 1), type: uint64, span };
  const number: TypedExpression = { kind: 'arithmetic', operator: '/', left: now, right: interval, type: uint64, span };
  const element = { map, key: [...key, number] };
  if (map.value.kind !== 'scalar') return { kind: 'aggregate', span, ...element, argument };
  return { kind: 'assign', span, target: { kind: 'map', ...element }, value: argument };
}
