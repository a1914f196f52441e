/**
 * Each agent reports exactly the events of its own cgroup, and the merge is exactly their sum: by count, by sum,
 * by histogram bucket, by printed line, and by rounds that are printed and cleared while the events happen.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Fleet } from './harness/fleet.ts';
import { traceJob } from './harness/jobs.ts';
import { add, buckets, mapOf, numbers, partOf, scalar, total } from './harness/results.ts';
import { bytesWritten, startWorkload, writeBuckets } from './workload/workload.ts';

const n1 = 4000;
const n2 = 7000;
const outside = 5000;

let fleet: Fleet;
before(async () => {
  fleet = await Fleet.start(['node-a', 'node-b']);
});
after(async () => fleet.stop());

/** Runs the job over N1 events on node-a, N2 on node-b and some outside both; gives its finished result. */
async function trace(name: string, script: string, spreadMs = 1500): ReturnType<typeof finishedResult> {
  const folder = fleet.makeOutsideCgroup(`outside-${name}`);
  const cgroups = [fleet.nodes[0]?.cgroup.path ?? '', fleet.nodes[1]?.cgroup.path ?? '', folder.path];
  const workloads = [n1, n2, outside].map((count, i) =>
    startWorkload({ cgroup: cgroups[i] ?? '', comm: `work-${i}`, syscall: 'write', count, spreadMs }),
  );
  fleet.apply(name, traceJob(name, { script, duration: '4s' }));
  await fleet.waitForCondition(name, 'Attached');
  await Promise.all(workloads.map((workload) => workload.go()));
  return finishedResult(name);
}

async function finishedResult(name: string) {
  const status = await fleet.waitForCondition(name, 'Finished');
  assert.equal(
    status.conditions.find(({ type }) => type === 'Succeeded')?.status,
    'True',
    JSON.stringify(status, null, 2),
  );
  return { status, result: fleet.result(name), lines: fleet.lines(name) };
}

test('count, sum and histogram are exactly N1 + N2, and each node has its own', async () => {
  const { result } = await trace(
    'exact-maps',
    `tracepoint:syscalls:sys_enter_write {
  @ = count(); @by_comm[comm] = count(); @bytes = sum(args.count); @sizes = hist(args.count); @plain++;
}`,
  );
  for (const name of ['@', '@plain']) {
    assert.equal(scalar(total(result, name)), BigInt(n1 + n2), name);
    assert.equal(scalar(partOf(result, name, 'node-a')), BigInt(n1), name);
    assert.equal(scalar(partOf(result, name, 'node-b')), BigInt(n2), name);
  }
  assert.deepEqual(numbers(total(result, '@by_comm')), { 'work-0': BigInt(n1), 'work-1': BigInt(n2) });
  assert.equal(scalar(total(result, '@bytes')), bytesWritten(n1) + bytesWritten(n2));
  assert.deepEqual(buckets(total(result, '@sizes')), add(writeBuckets(n1), writeBuckets(n2)));
  assert.deepEqual(buckets(partOf(result, '@sizes', 'node-a')), add(writeBuckets(n1)));
});

test('printed lines are exactly N1 + N2, none twice', async () => {
  const { lines } = await trace(
    'exact-lines',
    'tracepoint:syscalls:sys_enter_write { printf("%s %d %d\\n", comm, pid, args.count); }',
  );
  assert.equal(lines.filter(({ node }) => node === 'node-a').length, n1);
  assert.equal(lines.filter(({ node }) => node === 'node-b').length, n2);
  const bytes = lines.map(({ text }) => Number(Buffer.from(text).toString().trim().split(' ')[2]));
  assert.equal(BigInt(bytes.reduce((sum, size) => sum + size, 0)), bytesWritten(n1) + bytesWritten(n2));
});

test('rounds printed and cleared every 100 ms add up to N1 + N2', async () => {
  const script = `tracepoint:syscalls:sys_enter_write { @ = count(); @sizes = hist(args.count); }
interval:ms:100 { print(@); clear(@); print(@sizes); clear(@sizes); }`;
  const { result } = await trace('exact-rounds', script, 2500);
  const rounds = mapOf(result, '@').rounds;
  assert.ok(rounds.length >= 10, `${rounds.length} rounds`);
  assert.equal(sumOf(rounds.map(({ folded }) => scalar(folded.total))), BigInt(n1 + n2));
  assert.equal(sumOf(rounds.map(({ folded }) => scalar(folded.perNode.get('node-a') ?? null))), BigInt(n1));
  assert.deepEqual(
    add(...mapOf(result, '@sizes').rounds.map(({ folded }) => buckets(folded.total))),
    add(writeBuckets(n1), writeBuckets(n2)),
  );
  assert.equal(scalar(total(result, '@')), BigInt(n1 + n2), 'the running total');
});

function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((sum, n) => sum + n, 0n);
}
