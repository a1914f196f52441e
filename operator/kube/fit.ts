/**
 * A status that has room in an API server's object, whatever the fleet.
 *
 * Needs: a status. Gives: the same, or a shorter one that says `truncated`; never over 32 KiB. Pure.
 * What goes first is what the result has anyway; what stays to the last are conditions and counts.
 */
import type { TraceJobStatus } from '@bpfleet/proto';

export const maxStatusBytes = 32 * 1024;

type Step = (status: TraceJobStatus) => TraceJobStatus;

const steps: readonly Step[] = [
  (status) => ({ ...status, ...mapRows(status, 5) }),
  (status) => shorten(status, 8, 300),
  (status) => ({ ...status, ...mapRows(status, 0) }),
  (status) => shorten(status, 2, 200),
  (status) => ({ ...shorten(status, 0, 100), ...maps(status, 20) }),
  (status) => ({
    observedGeneration: status.observedGeneration,
    truncated: true,
    conditions: status.conditions.map((condition) => ({ ...condition, message: cut(condition.message, 500) })),
  }),
];

export function fit(status: TraceJobStatus): TraceJobStatus {
  let fitting = {
    ...status,
    conditions: status.conditions.map((one) => ({ ...one, message: cut(one.message, 2048) })),
  };
  for (const step of steps) {
    if (bytesOf(fitting) <= maxStatusBytes) return fitting;
    fitting = { ...step(fitting), truncated: true };
  }
  return fitting;
}

function bytesOf(status: TraceJobStatus): number {
  return Buffer.byteLength(JSON.stringify(status));
}

function mapRows({ result }: TraceJobStatus, rows: number): Partial<TraceJobStatus> {
  if (result === undefined) return {};
  const kept = result.summary.maps.map(({ name, entries, top = [] }) => ({
    name,
    entries,
    ...(rows === 0 ? {} : { top: top.slice(0, rows) }),
  }));
  return { result: { ...result, summary: { ...result.summary, maps: kept } } };
}

function maps({ result }: TraceJobStatus, most: number): Partial<TraceJobStatus> {
  if (result === undefined) return {};
  return { result: { ...result, summary: { ...result.summary, maps: result.summary.maps.slice(0, most) } } };
}

/** Of each list so many items, of each message so many characters. */
function shorten(status: TraceJobStatus, items: number, characters: number): TraceJobStatus {
  const { script, notableNodes, gaps, assertions } = status;
  const diagnostics = script?.diagnostics
    .slice(0, items)
    .map((one) => ({ ...one, message: cut(one.message, characters) }));
  return {
    ...status,
    ...(script === undefined ? {} : { script: { ...script, diagnostics: diagnostics ?? [] } }),
    ...(notableNodes === undefined
      ? {}
      : {
          notableNodes: notableNodes.slice(0, items).map((one) => ({ ...one, message: cut(one.message, characters) })),
        }),
    ...(gaps === undefined ? {} : { gaps: gaps.slice(0, items) }),
    ...(assertions === undefined
      ? {}
      : { assertions: assertions.map((one) => ({ ...one, message: cut(one.message, characters) })) }),
  };
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
