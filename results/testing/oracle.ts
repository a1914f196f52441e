/**
 * The single-node oracle: what one machine would hold if every event had happened there, computed from the plain
 * list of events with nothing of this package. Its results are lines as tableLines gives them, sorted.
 */
export interface Event {
  readonly node: string;
  /** Number of the agent's run on that node; a later run is newer. */
  readonly run: number;
  readonly key: string;
  readonly pid: bigint;
  readonly n: bigint;
  /** The script deletes @last[key] instead of setting it. */
  readonly deletes: boolean;
}

export const histogramBits = 1;
export const histogramSteps = { min: 2, max: 15, step: 4 };

/** By map name. */
export type OracleResult = ReadonlyMap<string, readonly string[]>;

export function oracle(events: readonly Event[]): OracleResult {
  const count = new Map<string, bigint>();
  const sum = new Map<string, bigint>();
  const pids = new Map<string, bigint>();
  const histogram = new Map<number, bigint>();
  let net = 0n;
  for (const { node, key, pid, n } of events) {
    count.set(key, (count.get(key) ?? 0n) + 1n);
    sum.set(key, (sum.get(key) ?? 0n) + n);
    pids.set(`${node}, ${pid}`, (pids.get(`${node}, ${pid}`) ?? 0n) + 1n);
    const bucket = oracleBucket(n);
    histogram.set(bucket, (histogram.get(bucket) ?? 0n) + 1n);
    net += n;
  }
  const buckets = [...histogram].sort(([a], [b]) => a - b).map(([index, times]) => `${index}:${times}`);
  const scalar = (text: string) => (events.length === 0 ? [] : [` = ${text}`]);
  return new Map([
    ['@count', linesOf(count)],
    ['@sum', linesOf(sum)],
    ['@hist', scalar(buckets.join(' '))],
    ['@net', scalar(net.toString())],
    ['@pids', linesOf(pids)],
    ['@last', linesOf(lastValues(events))],
    ['@least', linesOf(byKey(events, (a, b) => (a < b ? a : b)))],
    ['@most', scalar(`${events.reduce((most, { n }) => (n > most ? n : most), -(2n ** 63n))}`)],
    ['@stats', [...count].map(([key, times]) => `${key} = ${times}/${sum.get(key)}`).sort()],
    ['@average', scalar(`${events.length}/${net}`)],
    ['@steps', scalar(stepLine(events))],
  ]);
}

/** Each run keeps its own @last; on one node a newer run's value hides an older run's. */
function lastValues(events: readonly Event[]): ReadonlyMap<string, bigint> {
  const byRun = new Map<number, Map<string, bigint>>();
  for (const { node, run, key, n, deletes } of events) {
    const values = byRun.get(run) ?? new Map<string, bigint>();
    byRun.set(run, values);
    if (deletes) values.delete(`${node}, ${key}`);
    else values.set(`${node}, ${key}`, n);
  }
  const runs = [...byRun].sort(([a], [b]) => a - b);
  return new Map(runs.flatMap(([, values]) => [...values]));
}

/** How many bucket edges are not above n: the edges are 0, 1, then 2 and 3, 4 and 6, 8 and 12, … */
function oracleBucket(n: bigint): number {
  const edges = [0n, 1n];
  for (let power = 2n; power <= 2n ** 63n; power *= 2n) edges.push(power, power + power / 2n);
  return edges.filter((edge) => edge <= n).length;
}

/** 2–5, 6–9, 10–13, with what is below in front and the rest behind. */
function stepLine(events: readonly Event[]): string {
  const edges = [2n, 6n, 10n, 14n];
  const times = new Map<number, number>();
  for (const { n } of events) {
    const step = edges.filter((edge) => edge <= n).length;
    times.set(step, (times.get(step) ?? 0) + 1);
  }
  return [...times]
    .sort(([a], [b]) => a - b)
    .map(([step, count]) => `${step}:${count}`)
    .join(' ');
}

function byKey(events: readonly Event[], choose: (a: bigint, b: bigint) => bigint): ReadonlyMap<string, bigint> {
  const chosen = new Map<string, bigint>();
  for (const { key, n } of events) chosen.set(key, choose(chosen.get(key) ?? n, n));
  return chosen;
}

function linesOf(values: ReadonlyMap<string, bigint>): readonly string[] {
  return [...values].map(([key, value]) => `${key} = ${value}`).sort();
}
