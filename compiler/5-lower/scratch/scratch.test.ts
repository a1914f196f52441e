import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verify } from '../../ir/verify.ts';
import { lowered } from '../../testing/front-end.ts';
import { ScriptRun } from '../../testing/run-script.ts';
import { scratchFrame } from './frame.ts';
import { claimedMap, scratchMap } from './place.ts';

const long = 'x'.repeat(600);
const openat = 'tracepoint:syscalls:sys_enter_openat';

/** The per-CPU maps that the script needs, with their value's bytes; every function's slots fit on the stack. */
function check(script: string, maps: readonly string[]): void {
  const { module } = lowered(script);
  verify(module);
  const own = module.maps.filter(({ name }) => name === scratchMap || name === claimedMap);
  assert.deepEqual(
    own.map(({ name, valueSize }) => `${name} ${valueSize}`),
    maps,
  );
  for (const fn of module.functions) assert.equal(scratchFrame(fn), null);
}

test('what fits stays on the stack', () => {
  check('begin { $a = comm; @[$a, comm] = count(); }', []);
  check(`${openat} { @["${'x'.repeat(300)}"] = count(); }`, []);
});

test('programs of which one runs at a time share a frame, others claim one of four', () => {
  check(`${openat} { @["${long}"] = count(); }`, ['scratch 608']);
  check(`begin { @["${long}"] = count(); }`, ['claimed 616']);
  check(`${openat} { @["${long}"] = count(); } interval:s:1 { @["${long}${long.slice(0, 300)}"] = count(); }`, [
    'scratch 904',
  ]);
});

test('slots that are never in use together share', () => {
  const branches = ['a', 'b', 'c'].map((letter) => `if (pid == 1) { @["${letter.repeat(600)}"] = count(); }`).join(' ');
  check(`${openat} { ${branches} }`, ['scratch 608']);
  check(`${openat} { $a = "${long}"; $b = "${long}y"; @[$a] = count(); @b[$b] = count(); print($a == $b); }`, [
    'scratch 1216',
  ]);
});

test('frames are given back at every way out', () => {
  const run = new ScriptRun(
    `begin { if (pid == 1) { return; } $a = pid == 2 ? "${long}" : "${long}z"; if (pid == 3) { return; } @[$a] = count(); }`,
  );
  for (const pid of [1, 2, 3, 4, 2, 3, 1, 4]) run.fire({ pid });
  assert.deepEqual(run.rows('@'), [`${long}: 2`, `${long}z: 2`]);
  assert.equal(run.global('missedRuns'), 0n);
});

test('no record is open where a frame is claimed', () => {
  const { module } = lowered('uprobe:libc:malloc { print(str_concat(str(arg0), "x")); print((1, str(arg0)).1); }');
  const [program] = module.functions;
  const calls = program?.blocks.flatMap(({ instructions }) => instructions.filter((each) => each.kind === 'call'));
  const helpers = calls?.map(({ helper }) => helper) ?? [];
  assert.ok(helpers.indexOf('map_lookup_elem') < helpers.indexOf('ringbuf_reserve'));
  assert.ok(helpers.lastIndexOf('map_lookup_elem') < helpers.indexOf('ringbuf_submit'));
});

test('a run that finds every frame taken is counted and does nothing', () => {
  const run = new ScriptRun(`begin { @["${long}"] = count(); }`);
  // Each update of the map is interrupted by another run on the same CPU: five deep, of which four find a frame.
  let depth = 1;
  run.machine.interfere = (helper) => {
    if (helper !== 'map_update_elem' || depth === 5) return;
    depth += 1;
    run.fire();
  };
  run.fire();
  assert.deepEqual(run.rows('@'), [`${long}: 4`]);
  assert.equal(run.global('missedRuns'), 1n);
});
