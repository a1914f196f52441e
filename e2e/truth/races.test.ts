/** Two CPUs that make the same map elements at the same moment lose none of what they add to them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testCgroup } from '../../agent/testing/cgroup.ts';
import { rowMap, runScript, type ScriptOptions, stopped } from '../../agent/testing/session.ts';
import { runTruth } from './truth.ts';

const keys = 4000;
const rounds = 3;
/** By two threads. */
const times = BigInt(2 * rounds);

const script = `tracepoint:syscalls:sys_enter_getpgid {
  @count[args.pid] = count(); @sum[args.pid] = sum(args.pid); @plain[args.pid]++; @added[args.pid] += 3;
  @hist[args.pid] = hist(args.pid); @stats[args.pid] = stats(args.pid);
  @greatest[args.pid] = max(args.pid); @all = count();
}`;

/** `@name[key]` as text. */
const expected: Readonly<Record<string, (key: bigint) => string>> = {
  count: () => `${times}`,
  sum: (key) => `${times * key}`,
  plain: () => `${times}`,
  added: () => `${3n * times}`,
  hist: (key) => `${key.toString(2).length + 1}:${times}`,
  stats: (key) => `${times} of ${times * key}`,
  greatest: (key) => `${key}`,
};

/** Each makes the compiler choose another representation (compiler/4-plan-maps). */
const choices: Readonly<Record<string, ScriptOptions['limits'] & object>> = {
  'a value on each CPU': {},
  'one value for all CPUs': { maxMapBytes: 6 * 1024 * 1024 },
  'room for 100,000 keys': { maxMapKeys: 100_000 },
};

for (const [name, limits] of Object.entries(choices)) {
  test(`two threads insert the same 4,000 keys at once: ${name}`, async (t) => {
    const cgroup = testCgroup(t);
    const running = runScript(script, { cgroup, limits });
    await running.attached;
    await runTruth(['insert', keys, rounds], cgroup.path);
    await stopped(running);
    const { totals, losses } = running.session.snapshot();
    running.session.release();
    assert.deepEqual([losses.mapFull, losses.missedRuns, losses.failedReads], [0n, 0n, 0n]);
    assert.equal(totals.length, Object.keys(expected).length + 1);
    for (const [index, [map, valueAt]] of Object.entries(expected).entries()) {
      const rows = rowMap(totals[index]);
      assert.equal(rows.size, keys, `@${map}`);
      const wrong = [...rows].filter(([key, value]) => textOf(value) !== valueAt(BigInt(key)));
      assert.deepEqual(wrong, [], `@${map}`);
    }
    assert.equal([...rowMap(totals.at(-1)).values()].map(textOf).join(), `${times * BigInt(keys)}`);
  });
}

function textOf(value: ReturnType<ReturnType<typeof rowMap>['get']>): string {
  switch (value?.kind) {
    case 'number':
      return `${value.value}`;
    case 'stats':
      return `${value.count} of ${value.total}`;
    case 'hist':
      return [...value.buckets].map(([bucket, count]) => `${bucket}:${count}`).join();
    default:
      return `no number: ${JSON.stringify(value?.kind)}`;
  }
}
