/** Strings of every length are keys as they are, whichever of a map's forms holds them. */
import assert from 'node:assert/strict';
import { existsSync, openSync } from 'node:fs';
import { test } from 'node:test';
import { rowMap, runScript, stopped } from '../../agent/testing/session.ts';

/** The kernel sees the name of each; none of them can be opened. */
function open(name: string): void {
  assert.ok(!existsSync(name));
  assert.throws(() => openSync(name, 'r'));
}

const lengths = [1, 61, 62, 63, 64, 65, 255, 1022, 1023];
const nameOf = (length: number): string => '?'.repeat(length);

test('strings around the width of the narrow form, each three times', async () => {
  const script = `tracepoint:syscalls:sys_enter_openat /str(args.filename, 2) == "?"/ {
    @c[str(args.filename)] = count(); @p[pid, str(args.filename)] = sum(1); @h[str(args.filename)] = hist(args.flags);
  }`;
  const running = runScript(script, { cgroup: null, process: process.pid });
  await running.attached;
  for (let round = 0; round < 3; round += 1) for (const length of lengths) open(nameOf(length));
  // As long as a string can be: what is behind is the same key.
  open(nameOf(1500));
  await stopped(running);
  const { totals, losses } = running.session.snapshot();
  running.session.release();
  const expected = lengths.map((length) => [nameOf(length), length === 1023 ? 4n : 3n] as const);
  const counts = [...rowMap(totals[0])].map(([key, value]) => [key, value.kind === 'number' ? value.value : 0n]);
  assert.deepEqual(new Map(counts as [string, bigint][]), new Map(expected));
  assert.deepEqual(
    [rowMap(totals[1]).size, rowMap(totals[2]).size, losses.mapFull],
    [lengths.length, lengths.length, 0n],
  );
});

test('both forms together hold what the map has room for', async () => {
  const script =
    'tracepoint:syscalls:sys_enter_openat /str(args.filename, 2) == "?"/ { @[str(args.filename)] = count(); }';
  const running = runScript(script, { cgroup: null, process: process.pid, limits: { maxMapKeys: 4 } });
  await running.attached;
  for (let round = 0; round < 2; round += 1) for (const length of lengths) open(nameOf(length));
  await stopped(running);
  const { totals, losses } = running.session.snapshot();
  running.session.release();
  assert.deepEqual([...rowMap(totals[0]).keys()].toSorted(), [1, 61, 62, 63].map(nameOf));
  assert.equal(losses.mapFull, 2n * BigInt(lengths.length - 4));
});
