import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptRun } from '../../testing/run-script.ts';

/** How often a second run looks into @m, and the rows of @v behind it; no other map has a key. */
function check(script: string, lookups: number, rows: readonly string[]): void {
  const run = new ScriptRun(`begin { ${script} } ${script.includes('comm') ? '' : 'end { @m[1] = 0; }'}`);
  run.fire({ comm: 'a' });
  let looked = 0;
  run.machine.interfere = (helper) => {
    if (helper === 'map_lookup_elem') looked += 1;
  };
  run.fire({ comm: 'a' });
  assert.deepEqual([looked, run.rows('@v')], [lookups, rows], script);
}

test('an element is read once', () => {
  check('if (@m[tid] > 3) { @v = @m[tid] * @m[tid]; } @m[tid] = 7;', 2, ['49']);
  check('@v = @m[comm, 1] + @m[comm, 1]; @m[comm, 1] = 4;', 2, ['8']);
  check('$k = tid; @v = @m[$k] + @m[$k]; @m[$k] = 4;', 2, ['8']);
});

test('another key is another element', () => {
  check('@v = @m[1] + @m[2]; @m[1] = 4; @m[2] = 5;', 4, ['9']);
  check('@v = @m[pid] + @m[tid]; @m[tid] = 4;', 3, ['4']);
  check('$k = 1; $a = @m[$k]; $k = 2; @v = $a - @m[$k]; @m[1] = 9; @m[2] = 4;', 4, ['5']);
});

test('what the program changes is read anew', () => {
  check('$a = @m[1]; @m[1] = $a + 1; @v = @m[1] * 10 + $a;', 3, ['21']);
  check('$a = @m[1]; @m[1]++; @v = @m[1] * 10 + $a;', 3, ['21']);
  check('$a = @m[1]; @v = @m[1]++ + @m[1] + $a * 10;', 3, ['13']);
  check('$a = @m[1]; delete(@m, 1); @v = @m[1] * 10 + $a; @m[1] = 3;', 2, ['3']);
});

test('what was read or changed on one way only', () => {
  check('if (pid == 1) { @w = @m[1]; } @v = @m[1]; @m[1] = 5;', 2, ['5']);
  check('$a = @m[1]; if (pid == 100) { @m[1] = 6; } @v = @m[1] * 10 + $a;', 3, ['66']);
  check('$a = @m[1]; if (pid == 100) { @m[1] = $a + 1; @w = @m[1]; } @v = @m[1] * 10 + $a;', 4, ['21']);
  check('@v = (pid == 1 ? @m[1] : 0) + @m[1]; @m[1] = 5;', 2, ['5']);
  check('if (pid == 1 && @m[1] == 3) { @w = 1; } @v = @m[1]; @m[1] = 5;', 2, ['5']);
});

test('a loop may change what was read before it', () => {
  check('$a = @m[1]; for ($i : 0..2) { @m[1] = @m[1] + 1; } @v = @m[1] * 10 + $a;', 6, ['42']);
});
