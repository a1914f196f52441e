/**
 * From a kernel map to a Table: the only place that knows how a MapPlan lays keys and values out.
 *
 * Needs: a kernel map and the MapPlan it was made by. Gives: its contents in the terms of its schema.
 * Reports: nothing; contents that contradict the plan are a bug.
 */
import { extremeMask, type MapPlan, type ValueLayout } from '@bpfleet/compiler';
import { LaneFold, type MapEntries, type NativeMap } from '@bpfleet/native';
import { type Datum, type Row, type Series, type Table, tableOf, type Value } from '@bpfleet/results';
import { sinceEpoch } from './clocks.ts';
import { decodeColumn } from './columns.ts';
import { invariant } from './invariant.ts';

/** BPF_EXIST: a key that went meanwhile does not come back. */
const onlyExisting = 2;

/** zero(@map): updates that run meanwhile may be lost. */
export function zeroValues(map: NativeMap, plan: MapPlan): void {
  invariant(plan.type === 'hash', `${plan.schema.name}: zero() of values per CPU`);
  const entries = map.read(null);
  for (let i = 0; i < entries.count; i += 1) {
    const key = entries.keys.subarray(i * entries.keySize, (i + 1) * entries.keySize);
    try {
      map.update(key, zeroOf(plan), onlyExisting);
    } catch (error) {
      if (map.lookup(key) !== null) throw error;
    }
  }
}

function zeroOf(plan: MapPlan): Buffer {
  const bytes = Buffer.alloc(plan.valueSize);
  for (const { offset, value } of zeroLanes(plan)) bytes.writeBigUInt64LE(value, offset);
  return bytes;
}

/** The words of a value that is zero, without the flag that tells whether it was ever written. */
export function zeroLanes({
  value,
  valueSize,
}: MapPlan): readonly { readonly offset: number; readonly value: bigint }[] {
  const flag = value.kind === 'hist' || value.kind === 'stats' ? null : value.presentOffset;
  const offsets = Array.from({ length: valueSize / 8 }, (_, lane) => lane * 8).filter((offset) => offset !== flag);
  const first = value.kind === 'extreme' ? extremeMask(value) : 0n;
  return offsets.map((offset) => ({ offset, value: offset === 0 ? first : 0n }));
}

/** Reads the kernel map now. Not an atomic snapshot over keys: the kernel has none. */
export function readTable(map: NativeMap, plan: MapPlan, zeros: Zeros): Table {
  return decodeEntries(map.read(plan.type === 'percpu_hash' ? foldOf(plan) : null), plan, zeros);
}

/** What histograms and statistics of nothing are: elements that were never written, or values that zero() has left. */
export type Zeros = 'unwritten' | 'kept';

/** How the CPUs' values become one: every lane adds up, present flags too; of extremes the greatest stays (manifest.ts). */
export function foldOf(plan: MapPlan): Uint8Array {
  const fold = new Uint8Array(Math.ceil(plan.valueSize / 8)).fill(LaneFold.sum);
  if (plan.value.kind === 'extreme') fold[0] = LaneFold.maxUnsigned;
  return fold;
}

/** Entries of a kernel map (folded) as rows; elements that were never written are no rows. */
export function decodeEntries(entries: MapEntries, plan: MapPlan, zeros: Zeros): Table {
  invariant(
    entries.keySize === plan.keySize,
    `${plan.schema.name}: keys of ${entries.keySize} bytes, not ${plan.keySize}`,
  );
  const { series } = plan.schema;
  const rows: Row[] = [];
  for (let i = 0; i < entries.count; i += 1) {
    const value = decodeValue(entries.values, i * entries.valueSize, plan.value, zeros);
    if (value === null) continue;
    const start = i * entries.keySize;
    const key = plan.keys.map((column) => decodeColumn(entries.keys, start, column));
    rows.push({ key: series === undefined ? key : withTime(key, series), value });
  }
  return tableOf(plan.schema, rows);
}

/** With the wall clock's time in the place of the interval's number. */
function withTime(key: readonly Datum[], { interval }: Series): readonly Datum[] {
  const number = key.at(-1);
  invariant(typeof number === 'bigint', 'an interval without a number');
  return [...key.slice(0, -1), number * BigInt(interval) + sinceEpoch('tai')];
}

/** Null when the element was never written. */
function decodeValue(bytes: Buffer, start: number, layout: ValueLayout, zeros: Zeros): Value | null {
  if (layout.kind === 'hist' || layout.kind === 'stats') {
    const value =
      layout.kind === 'hist' ? decodeHistogram(bytes, start, layout.buckets) : decodeStats(bytes, start, layout.signed);
    return zeros === 'unwritten' && isOfNothing(value) ? null : value;
  }
  if (layout.presentOffset !== null && bytes.readBigUInt64LE(start + layout.presentOffset) === 0n) return null;
  if (layout.kind === 'datum') return { kind: 'datum', value: decodeColumn(bytes, start, layout.column) };
  const kept = bytes.readBigUInt64LE(start);
  const value = layout.kind === 'extreme' ? kept ^ extremeMask(layout) : kept;
  return { kind: 'number', value: layout.signed ? BigInt.asIntN(64, value) : value, saturated: false };
}

function isOfNothing(value: Value): boolean {
  return value.kind === 'hist' ? value.buckets.size === 0 : value.kind === 'stats' && value.count === 0n;
}

function decodeStats(bytes: Buffer, start: number, signed: boolean): Value {
  const count = bytes.readBigUInt64LE(start);
  const total = signed ? bytes.readBigInt64LE(start + 8) : bytes.readBigUInt64LE(start + 8);
  return { kind: 'stats', count, total, saturated: false };
}

function decodeHistogram(bytes: Buffer, start: number, length: number): Value {
  const buckets = new Map<number, bigint>();
  for (let i = 0; i < length; i += 1) {
    const at = start + i * 8;
    // Most buckets are empty: no BigInt for those.
    if (bytes.readUInt32LE(at) !== 0 || bytes.readUInt32LE(at + 4) !== 0) buckets.set(i, bytes.readBigUInt64LE(at));
  }
  return { kind: 'hist', buckets };
}
