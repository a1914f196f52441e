/** Programs that interrupt each other on one CPU, in a map and with strings that both use, do not disturb each other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { testCgroup } from '../../agent/testing/cgroup.ts';
import { numberAt, rowMap, runScript, stopped } from '../../agent/testing/session.ts';
import { runTruth, truthProgram } from './truth.ts';

const calls = 150_000;
const texts = ['a'.repeat(55), 'b'.repeat(28)];

test('two threads on one CPU, a uprobe and a profile write one map and build strings', async (t) => {
  const cgroup = testCgroup(t);
  // The strings and the tuples are larger than a program's stack: each lies in memory that a CPU has once for each depth.
  const script = `
    uprobe:${truthProgram()}:traced {
      @calls["uprobe", str(arg1), comm] = count(); @sum[str(arg1)] = sum(arg0); @plain[str(arg1)]++;
      $text = str(arg1); @last[tid, $text] = ($text, comm, str(arg1)); @n = count();
      if (arg0 % 100 == 0) { printf("%s=%s\\n", $text, str(arg1)); }
    }
    profile:hz:997 {
      $name = str((uint64)0); @calls["profile", comm, $name] = count(); @plain[comm]++;
      @last[0, probe] = (comm, comm, probe); @n = count(); printf("%s:%s\\n", comm, probe);
    }`;
  const running = runScript(script, { cgroup, limits: { maxMapKeys: 64 } });
  await running.attached;
  await runTruth(['calls', calls], cgroup.path);
  await stopped(running);
  const { totals, losses } = running.session.snapshot();
  running.session.release();
  const [counts, sums, plain, last, all] = totals;

  const samples = [...rowMap(counts)].filter(([key]) => key.startsWith('profile,'));
  const sampled = samples.reduce((sum, [, value]) => sum + (value.kind === 'number' ? value.value : 0n), 0n);
  assert.ok(sampled > 20n, `${sampled} samples`);
  for (const text of texts) {
    assert.equal(numberAt(counts, `uprobe,${text},truth`), BigInt(calls), text);
    assert.equal(numberAt(sums, text), (BigInt(calls) * BigInt(calls - 1)) / 2n, text);
    assert.equal(numberAt(plain, text), BigInt(calls), text);
  }
  assert.equal(numberAt(all, ''), BigInt(2 * calls) + sampled);
  // A string that one had begun and the other ended would be a key of its own, or a line.
  const rows = [...rowMap(last)].map(([key, value]) => `${key.replace(/^\d+,/, '')}=${textOf(value)}`);
  assert.deepEqual(
    new Set(rows.filter((row) => !row.startsWith('profile'))),
    new Set(texts.map((text) => `${text}=${text},truth,${text}`)),
  );
  const lines = Map.groupBy(running.output, (line) => line);
  for (const text of texts) assert.equal(lines.get(`${text}=${text}\n`)?.length, calls / 100, text);
  const others = [...lines.keys()].filter((line) => !texts.some((text) => line === `${text}=${text}\n`));
  assert.ok(
    others.every((line) => /^(truth|sh):profile:hz:997\n$/.test(line)),
    others.join(''),
  );
  assert.deepEqual([losses.mapFull, losses.events], [0n, 0n]);
});

// Nothing refills the kernel's caches of elements while an interrupt runs.
test('an interrupt makes hundreds of new elements at once', async () => {
  const script = `profile:hz:99 {
    $round = (uint64)@rounds++;
    if ($round < 20) { for ($i : 0..400) { @hist[$round, $i] = hist($i, 1); @count[$round, $i] = count(); } }
  }`;
  const running = runScript(script, { cgroup: null, limits: { maxMapKeys: 8000 } });
  await running.attached;
  await setTimeout(1000);
  await stopped(running);
  const { totals, losses } = running.session.snapshot();
  running.session.release();
  const [rounds, ...maps] = totals;
  assert.ok((numberAt(rounds, '') ?? 0n) >= 20n);
  for (const map of maps) assert.equal(rowMap(map).size, 8000);
  assert.equal(losses.mapFull, 0n);
});

function textOf(value: ReturnType<ReturnType<typeof rowMap>['get']>): string {
  if (value?.kind !== 'datum' || !Array.isArray(value.value)) return 'no tuple';
  return value.value
    .map((part) => (part instanceof Uint8Array ? Buffer.from(part).toString('latin1') : `${part}`))
    .join();
}
