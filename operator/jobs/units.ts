/** Durations and quantities as the API writes them. Both were validated before. */
import type { TraceJobSpec } from '@bpfleet/proto';

const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['µs', 1000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

/** `1m30s`, `1.5h`, `500ms` in ns: Go's format, without a sign. */
export function durationNs(text: string): bigint {
  let ns = 0n;
  for (const { groups } of text.matchAll(/(?<whole>\d+)(?:\.(?<fraction>\d{1,9}))?(?<unit>ns|us|µs|ms|s|m|h)/g)) {
    const unit = units.get(groups?.['unit'] ?? '') ?? 0n;
    const fraction = (groups?.['fraction'] ?? '').padEnd(9, '0');
    ns += BigInt(groups?.['whole'] ?? 0) * unit + (BigInt(fraction) * unit) / 1_000_000_000n;
  }
  return ns;
}

export function durationMs(text: string): number {
  return Number(durationNs(text) / 1_000_000n);
}

const multiples: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['Ki', 1024],
  ['Mi', 1024 ** 2],
  ['Gi', 1024 ** 3],
]);

/** `16Mi` or a number of bytes. */
export function bytesOf(quantity: TraceJobSpec['limits']['maxMapBytesPerNode']): number {
  if (typeof quantity === 'number') return quantity;
  const { number = '0', multiple = '' } = /^(?<number>\d+)(?<multiple>Ki|Mi|Gi)?$/.exec(quantity)?.groups ?? {};
  return Number(number) * (multiples.get(multiple) ?? 1);
}

/** `95%` as 95. */
export function percentOf(text: string): number {
  return Number(text.replace('%', ''));
}
