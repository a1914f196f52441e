/**
 * kill -9 of random processes at random moments, while events flow all the time. How many events happen while a node has
 * no agent is unknown; that does not matter: maps that count the same events must agree exactly, whatever was killed
 * when, and of the printed lines those that are stored and those that are stated as lost must add up to the same.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Table } from '@bpfleet/results';
import { Fleet } from './harness/fleet.ts';
import { traceJob } from './harness/jobs.ts';
import { KernelWatch } from './harness/kernel.ts';
import { random } from './harness/random.ts';
import { buckets, numbers, partOf, scalar, total } from './harness/results.ts';
import { startWorkload } from './workload/workload.ts';

const seeds = (process.env['TORTURE_SEEDS'] ?? '1,8').split(',').map(Number);
const kills = 6;
const durationMs = 12_000;

const script = `tracepoint:syscalls:sys_enter_getppid {
  @count = count(); @keyed[comm] = count(); @sum = sum(1); @hist = hist(1); @plain++; printf("x");
}`;

/** Every way in which the same events were counted. */
function countsOf(table: (map: string) => Table | null): readonly bigint[] {
  const sum = (values: Iterable<bigint>): bigint => [...values].reduce((a, b) => a + b, 0n);
  return [
    scalar(table('@count')),
    sum(Object.values(numbers(table('@keyed')))),
    scalar(table('@sum')),
    sum(buckets(table('@hist')).values()),
    scalar(table('@plain')),
  ];
}

for (const seed of seeds) {
  test(`seed ${seed}`, async () => {
    const fleet = await Fleet.start(['node-a', 'node-b']);
    const kernel = new KernelWatch(() => fleet.agentPids());
    const workloads = fleet.nodes.map(({ cgroup }) =>
      startWorkload({
        cgroup: cgroup.path,
        comm: 'work',
        syscall: 'getppid',
        count: 40_000,
        spreadMs: durationMs + 3000,
      }),
    );
    try {
      const next = random(seed);
      fleet.apply('torture', traceJob('torture', { script, duration: `${durationMs}ms`, interval: '200ms' }));
      const running = workloads.map((workload) => workload.go());
      const log: string[] = [];
      // From then on every node is asked, so whatever is killed leaves a gap; shortly before the end it might not.
      while (fleet.status('torture')?.['startTime'] === undefined) await sleep(5);
      const lastKillMs = performance.now() + durationMs - 1500;
      for (let i = 0; i < kills; i += 1) {
        await sleep(next() * 1500);
        if (performance.now() > lastKillMs) break;
        const victims =
          [['node-a'], ['node-b'], ['operator'], ['node-a', 'node-b'], ['node-a', 'operator']][
            Math.floor(next() * 5)
          ] ?? [];
        log.push(victims.join('+'));
        await Promise.all(victims.map((victim) => fleet.kill(victim)));
        if (next() < 0.5) await sleep(next() * 500);
        await Promise.all(victims.map((victim) => fleet.restart(victim)));
      }
      const status = await fleet.waitForCondition('torture', 'Finished', 'True', durationMs + 45_000);
      await Promise.all(running);
      const result = fleet.result('torture');
      const lines = fleet.lines('torture');
      for (const { name } of fleet.nodes) {
        const counts = countsOf((map) => partOf(result, map, name));
        const events = counts[0] ?? 0n;
        assert.deepEqual(
          counts,
          counts.map(() => events),
          `${name} after ${log.join(', ')}`,
        );
        assert.ok(events > 0n, `${name} traced`);
        const stored = BigInt(lines.filter(({ node }) => node === name).length);
        const lost = result.losses.get(name)?.events ?? 0n;
        assert.equal(stored + lost, events, `${name}: ${stored} lines stored, ${lost} stated as lost`);
      }
      const counts = countsOf((map) => total(result, map));
      assert.deepEqual(
        counts,
        counts.map(() => counts[0]),
        `the sum after ${log.join(', ')}`,
      );
      for (const node of ['node-a', 'node-b']) {
        const isNamed = result.gaps.some((gap) => gap.node === node);
        assert.equal(
          isNamed,
          log.some((victims) => victims.includes(node)),
          `the gaps of ${node} after ${log.join(', ')}: ${JSON.stringify(status['gaps'])}`,
        );
      }
    } catch (error) {
      throw new Error(`seed ${seed}\n${fleet.report()}`, { cause: error });
    } finally {
      for (const workload of workloads) workload.kill();
      await fleet.stop();
      await kernel.gone();
    }
  });
}
