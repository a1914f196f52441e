/** Histogram rows in bpftrace's look (inventory O4.01–O4.04). */
import { bucketEdge, rangeOf, type Scale } from '../buckets.ts';

const labelWidth = 16;
const countWidth = 8;
const barWidth = 52;
const suffixes = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

export interface Bucket {
  readonly index: number;
  readonly count: bigint;
}

/** From the first to the last bucket that is not empty, the empty ones between them included. */
export function bucketSpan(buckets: ReadonlyMap<number, bigint>): readonly Bucket[] {
  const used = [...buckets].filter(([, count]) => count > 0n).map(([index]) => index);
  if (used.length === 0) return [];
  const first = Math.min(...used);
  const last = Math.max(...used);
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    index: first + i,
    count: buckets.get(first + i) ?? 0n,
  }));
}

/** One line per bucket, each with its newline. `div` divides the counts, but of lhist; which buckets there are it does not change. */
export function histogramText(buckets: ReadonlyMap<number, bigint>, scale: Scale, div: bigint): string {
  const divisor = scale.kind === 'hist' ? div : 1n;
  const span = bucketSpan(buckets).map(({ index, count }) => ({ index, count: count / divisor }));
  const highest = span.reduce((max, { count }) => (count > max ? count : max), 0n);
  return span.map(({ index, count }) => histogramRow(bucketLabel(index, scale), count, bar(count, highest))).join('');
}

function histogramRow(label: string, count: bigint, bars: string): string {
  return `${label.padEnd(labelWidth)}${count.toString().padStart(countWidth)} |${bars.padEnd(barWidth)}|\n`;
}

/** `(..., 0)`, `[7]`, `[512, 1K)`, `[100, ...)`. */
export function bucketLabel(index: number, scale: Scale): string {
  if (scale.kind === 'lhist') return linearLabel(index, scale);
  const { bits } = scale;
  if (index === 0) return '(..., 0)';
  const low = edgeText(index, bits);
  return isSingleValue(index, bits) ? `[${low}]` : `[${low}, ${edgeText(index + 1, bits)})`;
}

function linearLabel(index: number, scale: Scale & { readonly kind: 'lhist' }): string {
  const { low, high } = rangeOf(scale, index);
  const edge = (n: bigint): string => (scale.step % 1024 === 0 ? shortened(n) : n.toString());
  if (low === null) return `(..., ${edge(high ?? 0n)})`;
  if (high === null) return `[${edge(low)}, ...)`;
  return high - low === 1n ? `[${edge(low)}]` : `[${edge(low)}, ${edge(high)})`;
}

/** Whole multiples of 1024 and of its square by their suffix. */
function shortened(n: bigint): string {
  if (n === 0n || n % 1024n !== 0n) return n.toString();
  return n % 1_048_576n === 0n ? `${n / 1_048_576n}M` : `${n / 1024n}K`;
}

function isSingleValue(index: number, bits: number): boolean {
  return bucketEdge(index, bits).exponent === 0;
}

/** The suffix follows the sub-bucket's exponent, not the number: with 2 bits 3584 is followed by 4K. */
function edgeText(index: number, bits: number): string {
  const { mantissa, exponent } = bucketEdge(index, bits);
  const decade = Math.floor(exponent / 10);
  return `${mantissa * 2 ** (exponent - 10 * decade)}${suffixes[decade] ?? ''}`;
}

/** In single precision, as the original computes it, so that the last @ agrees. */
function bar(count: bigint, highest: bigint): string {
  if (highest === 0n) return '';
  const share = Math.fround(Math.fround(Number(count)) / Math.fround(Number(highest)));
  return '@'.repeat(Math.trunc(Math.fround(share * barWidth)));
}
