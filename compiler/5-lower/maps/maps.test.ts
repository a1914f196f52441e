import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptRun } from '../../testing/run-script.ts';

/** After one run for each comm, the map has these rows. */
function check(body: string, comms: readonly string[], map: string, rows: readonly string[]): void {
  const run = new ScriptRun(`begin { ${body} }`);
  comms.forEach((comm, index) => run.fire({ comm, cpu: index % 2, pid: 100 + index }));
  assert.deepEqual(run.rows(map), rows);
}

test('aggregates by key and without', () => {
  check('@[comm] = count();', ['a', 'b', 'a'], '@', ['a: 2', 'b: 1']);
  check('@ = count();', ['a', 'b', 'a'], '@', ['3']);
  check('@[comm, pid] = sum(pid - 102);', ['a', 'b', 'a'], '@', ['a,100: -2', 'a,102: 0', 'b,101: -1']);
  check('@[comm] = hist(pid - 101);', ['a', 'a', 'b', 'b'], '@', ['a: 0×1 1×1', 'b: 2×1 3×1']);
  check('@ = hist(pid, 2);', ['a', 'b'], '@', ['23×2']);
});

test('least and greatest numbers, by the sign of what comes', () => {
  check('@ = min(pid - 101); @k[comm] = max(pid - 110);', ['a', 'b', 'a'], '@', ['-1']);
  check('@ = min(pid - 101); @k[comm] = max(pid - 110);', ['a', 'b', 'a'], '@k', ['a: -8', 'b: -9']);
  check('@ = min((uint64)pid); @m = max((uint64)pid);', ['a', 'b', 'a'], '@', ['100']);
  check('@ = min((uint64)pid); @m = max((uint64)pid);', ['a', 'b', 'a'], '@m', ['102']);
  check('@ = max(0);', ['a'], '@', ['0']);
});

test('a number that comes in between is not overwritten by a smaller one', () => {
  const run = new ScriptRun('begin { @[comm] = max(pid); if ((int64)@["x"] > 5) { @z = 1; } }');
  run.fire({ comm: 'a', pid: 1, cpu: 0 });
  let raced = false;
  run.machine.interfereExchange = () => {
    if (raced) return;
    raced = true;
    run.fire({ comm: 'a', pid: 9, cpu: 0 });
  };
  run.fire({ comm: 'a', pid: 5, cpu: 0 });
  assert.ok(raced);
  assert.deepEqual(run.rows('@'), ['a: 9']);
});

test('statistics: how many and their total', () => {
  check('@ = stats(pid - 101);', ['a', 'b', 'a', 'a'], '@', ['2 of 4']);
  check('@[comm] = avg(pid - 101);', ['a', 'b', 'a'], '@', ['a: 0 of 2', 'b: 0 of 1']);
});

test('aggregates are read as one number; averages are truncated towards zero', () => {
  check('@a = avg(pid - 108); @v = (int64)@a;', ['a', 'b'], '@v', ['-7']);
  check('@a = avg((uint64)pid); @v = (int64)@a;', ['a', 'b', 'a', 'a'], '@v', ['101']);
  check('@m[comm] = min(pid - 108); @v[comm] = (int64)@m[comm] * 2 + (int64)@m["none"];', ['a', 'b'], '@v', [
    'a: -16',
    'b: -14',
  ]);
  check('@v = (int64)@m; @m = min(-5);', ['a'], '@v', ['0']);
});

test('linear histograms: below, in steps, above', () => {
  check('@ = lhist(pid, 101, 104, 2);', ['a', 'b', 'c', 'd', 'e', 'f'], '@', ['0×1 1×2 2×3']);
  check('@ = lhist(pid - 103, 0, 1000, 7);', ['a', 'b', 'c', 'd', 'e'], '@', ['0×3 1×2']);
});

test('nothing was written: nothing is there', () => {
  check('if (pid == 1) { @ = count(); @b = 1; @c++; }', ['a'], '@', []);
});

test('additions', () => {
  check('@++; @ += 4; --@;', ['a', 'b'], '@', ['8']);
  check('@[comm] -= 3;', ['a', 'b', 'a'], '@', ['a: -6', 'b: -3']);
  check('@x++; @old[@x++] = 1;', ['a'], '@old', ['1: 1']);
  check('@x++; @new[++@x] = 1;', ['a'], '@new', ['2: 1']);
});

test('assignments', () => {
  check('@ = pid;', ['a', 'b'], '@', ['101']);
  check('@[comm] = pid;', ['a', 'b', 'a'], '@', ['a: 102', 'b: 101']);
  check('@ = comm;', ['a', 'bcd'], '@', ['bcd']);
  check('@[pid] = comm;', ['a', 'bcd'], '@', ['100: a', '101: bcd']);
  check('@ = 10; @ *= 3; @ -= 1;', ['a'], '@', ['29']);
  check('@ = (uint64)7; @ /= (uint64)@zero; @zero = (uint64)0;', ['a'], '@', ['1']);
});

test('assignments to elements that come and go', () => {
  check('@s[comm] = pid; if (pid == 101) { delete(@s, "a"); }', ['a', 'b', 'c', 'c'], '@s', ['b: 101', 'c: 103']);
  const run = new ScriptRun('// keys 1\nbegin { if (pid > 8) { delete(@, tid); } else { @[tid] = pid; } }');
  for (const [tid, pid] of [
    [1, 5],
    [2, 6],
    [1, 7],
    [1, 9],
    [2, 8],
  ] as const)
    run.fire({ tid, pid });
  assert.deepEqual([run.rows('@'), run.global('mapFull')], [['2: 8'], 1n]);
});

test('reads of missing keys are zero and empty', () => {
  check('@ = @n["x"] + 5; @n["y"] = 1;', ['a'], '@', ['5']);
  check('@ = @s[1]; @s[2] = "two";', ['a'], '@', ['']);
  check('@ = @s[2]; @s[2] = "two";', ['a', 'b'], '@', ['two']);
});

test('the loser of a first-insert race adds to the winner', () => {
  const run = new ScriptRun('begin { @[comm] += 1; if (@["x"] > 5) { @z = 1; } }');
  const { machine } = run;
  let raced = false;
  machine.interfere = (helper) => {
    if (helper !== 'map_update_elem' || raced) return;
    raced = true;
    run.fire({ comm: 'a', cpu: 1 });
  };
  run.fire({ comm: 'a', cpu: 0 });
  assert.ok(raced);
  assert.deepEqual(run.rows('@'), ['a: 2']);
  assert.equal(run.global('mapFull'), 0n);
});

test('a full map is counted, and nothing else happens', () => {
  const run = new ScriptRun('// keys 2\nbegin { @[pid] = count(); @s[pid] = comm; @n[pid] = 1; }');
  for (const pid of [1, 2, 3, 1]) run.fire({ pid });
  assert.deepEqual(run.rows('@'), ['1: 2', '2: 1']);
  assert.deepEqual(run.rows('@n'), ['1: 1', '2: 1']);
  assert.equal(run.global('mapFull'), 3n);
});

test('series: each number in the interval in which it came', () => {
  const series = (call: string, expected: readonly string[]): void => {
    const run = new ScriptRun(`begin { @ = ${call}; }`);
    for (const [nsecs, pid] of [
      [1000n, 7],
      [1999n, 5],
      [2000n, 6],
      [9000n, 1],
    ] as const)
      run.fire({ nsecs, pid });
    assert.deepEqual(run.rows('@'), expected);
  };
  series('tseries(pid, 1us, 3)', ['1: 5', '2: 6', '9: 1']);
  series('tseries(pid, 1us, 3, "sum")', ['1: 12', '2: 6', '9: 1']);
  series('tseries(pid, 1us, 3, "max")', ['1: 7', '2: 6', '9: 1']);
  series('tseries(pid, 1us, 3, "min")', ['1: 5', '2: 6', '9: 1']);
  series('tseries(pid, 5us, 3, "avg")', ['0: 18 of 3', '1: 1 of 1']);
});
