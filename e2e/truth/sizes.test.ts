/** Maps of every size are exact until they are full, also when they fill up as fast as can be, and then say so. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import type { Table } from '@bpfleet/results';
import { testCgroup } from '../../agent/testing/cgroup.ts';
import { rowMap, runScript, stopped } from '../../agent/testing/session.ts';
import { runTruth, truthProgram } from './truth.ts';

const getpgid = 'tracepoint:syscalls:sys_enter_getpgid';

function assertCounts(table: Table | undefined, keys: number, count: bigint): void {
  const values = [...rowMap(table).values()].map((value) => {
    if (value.kind === 'number') return value.value;
    return value.kind === 'hist' ? [...value.buckets.values()].reduce((a, b) => a + b, 0n) : 0n;
  });
  assert.equal(values.length, keys);
  assert.deepEqual(new Set(values), new Set([count]));
}

for (const keys of [1, 4096, 100_000]) {
  test(`a map with room for ${keys} keys is exact, and says when it is full`, async (t) => {
    const cgroup = testCgroup(t);
    const script = `${getpgid} { @c[args.pid] = count(); @h[args.pid] = hist(args.pid); @n[args.pid]++; @all = count(); }`;
    const running = runScript(script, { cgroup, limits: { maxMapKeys: keys } });
    await running.attached;
    await runTruth(['flood', keys], cgroup.path);
    assert.equal(running.session.losses().mapFull, 0n);
    await runTruth(['flood', keys + 7], cgroup.path);
    await stopped(running);
    const { totals, losses } = running.session.snapshot();
    running.session.release();
    for (const map of totals.slice(0, 3)) assertCounts(map, keys, 2n);
    assertCounts(totals[3], 1, BigInt(2 * keys + 7));
    assert.deepEqual([losses.mapFull, losses.missedRuns], [3n * 7n, 0n]);
  });
}

// Elements that the kernel allocates on use come from small caches, which a tight loop finds empty.
for (const [value, what] of [
  ['hist(args.pid, 2)', 'a fine histogram'],
  ['buf(curtask, 3000)', 'a buffer of 3,000 bytes'],
  ['hist(args.pid)', 'a histogram'],
] as const) {
  test(`a map of ${what} for each key fills up in a tight loop and loses none`, async (t) => {
    const cgroup = testCgroup(t);
    const keys = 8000;
    const running = runScript(`${getpgid} { @[args.pid] = ${value}; }`, {
      cgroup,
      limits: { maxMapKeys: keys, maxStringLength: 4096 },
    });
    await running.attached;
    await runTruth(['flood', keys], cgroup.path);
    await stopped(running);
    const { totals, losses } = running.session.snapshot();
    running.session.release();
    assert.equal(losses.mapFull, 0n);
    assert.equal(rowMap(totals[0]).size, keys);
  });
}

test('the local command tells how many updates found a map full', () => {
  const program = path.join(import.meta.dirname, '../../agent/local/main.ts');
  const script = `${getpgid} /comm == "truth"/ { @[args.pid] = count(); } end { printf("%d keys\\n", len(@)); clear(@); }`;
  const run = (...flags: string[]) => {
    const args = [program, ...flags, '-e', script, '-c', `${truthProgram()} flood 5000`];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.deepEqual([status, stdout.trim()], [0, '4096 keys']);
    return stderr;
  };
  const lines = run().split('\n');
  // Of one place a hundred are told; the total is exact.
  assert.equal(lines.filter((line) => / WARNING: Map full; can't update element\./.test(line)).length, 100);
  assert.deepEqual(lines.slice(-3), [
    'WARNING: Lost 904 map updates (map full)',
    'HINT: a map was full: use fewer keys, or clear it from time to time',
    '',
  ]);
  assert.equal(run('--no-warnings'), 'Attached 2 probes\n');
});
