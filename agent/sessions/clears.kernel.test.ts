/** N events under many clears add up to N, whatever the map is in the kernel. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { rowsOf, type Table, type Value } from '@bpfleet/results';
import { runScript, testTarget } from '../testing/session.ts';

const events = 200_000;

/** Two processes that only make system calls, on as many CPUs. */
async function flood(pattern: string): Promise<void> {
  const program = `import os\nfor _ in range(${events / 2}): os.getppid()`;
  const processes = [0, 1].map(() =>
    spawn('python3', ['-c', `import ctypes; ctypes.CDLL(None).prctl(15, b"${pattern}")\n${program}`]),
  );
  await Promise.all(processes.map((each) => once(each, 'exit')));
}

function numbers(table: Table): bigint {
  return rowsOf(table).reduce((sum, { value }) => sum + weight(value), 0n);
}

function weight(value: Value): bigint {
  if (value.kind === 'number') return value.value;
  if (value.kind === 'stats') return value.count;
  return value.kind === 'hist' ? [...value.buckets.values()].reduce((a, b) => a + b, 0n) : 0n;
}

/** What the rounds and the rest of a map that is cleared again and again amount to. */
async function check(name: string, update: string, read: string): Promise<void> {
  await test(name, { timeout: 60_000 }, async () => {
    const comm = `clr${process.pid}`.slice(0, 15);
    const running = runScript(
      `tracepoint:syscalls:sys_enter_getppid /comm == "${comm}"/ { ${update} ${read} } interval:ms:10 { print(@); clear(@); }`,
      { cgroup: null },
      testTarget(),
    );
    await running.attached;
    await flood(comm);
    running.session.stop('cancelled');
    await running.session.done;
    const { current, losses } = running.session.snapshot();
    const printed = running.rounds.reduce((sum, { rows }) => sum + numbers(rows), 0n);
    const rest = current[0] === undefined ? 0n : numbers(current[0]);
    assert.ok(running.rounds.length > 5, `${running.rounds.length} clears`);
    assert.equal(printed + rest, BigInt(events));
    assert.equal(losses.missedRuns + losses.mapFull, 0n);
    running.session.release();
  });
}

const alsoRead = 'if ((int64)@ > 1000000000) { @never = 1; }';
const alsoReadByKey = 'if ((int64)@[1, 2] > 1000000000) { @never = 1; }';

await check('a count that only grows', '@ = count();', '');
await check('a count that the script reads', '@ = count();', alsoRead);
await check('a number that is added to and read', '@++;', 'if (@ > 1000000000) { @never = 1; }');
await check('a keyed count that the script reads', '@[pid, cpu] = count();', alsoReadByKey);
await check('a keyed average that the script reads', '@[pid, cpu] = avg(1);', alsoReadByKey);
await check('a keyed histogram', '@[pid, cpu] = hist(pid);', '');
