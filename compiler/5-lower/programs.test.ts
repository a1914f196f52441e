import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptRun } from '../testing/run-script.ts';

const event = 'tracepoint:syscalls:sys_enter_read';

test('the guard lets through whose cgroup is in the map, and nobody when it is empty', () => {
  const run = new ScriptRun(`// guard\n${event} { @ = count(); }`);
  const enter = (cgroup: bigint): number => run.fire({ cgroups: [1n, cgroup] });
  assert.equal(enter(7n), 1);
  assert.deepEqual(run.rows('@'), []);
  run.machine.update('guard', Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0), new Uint8Array(8), 0n, 0);
  enter(7n);
  enter(8n);
  enter(0n);
  assert.deepEqual(run.rows('@'), ['1']);
});

test('a set stop flag silences event programs, not begin and end', () => {
  const run = new ScriptRun(
    `begin { @b++; } ${event} { @e++; } interval:s:1 { @e++; } profile:hz:9 { @e++; } end { @b++; }`,
  );
  for (const program of ['p0', 'p1', 'p2', 'p3', 'p4']) run.fire({}, program);
  run.machine.globals.write(run.manifest.globals.stop, Uint8Array.of(1));
  for (const program of ['p0', 'p1', 'p2', 'p3', 'p4']) run.fire({}, program);
  assert.deepEqual([run.rows('@b'), run.rows('@e')], [['4'], ['3']]);
});

test('tracepoint programs return 1 on every way out, the others 0', () => {
  const run = new ScriptRun(`${event} /pid == 1/ { if (tid == 2) { return; } @++; } begin { exit(); }`);
  assert.deepEqual(
    [run.fire({ pid: 1 }), run.fire({ pid: 1, tid: 2 }), run.fire({ pid: 3 }), run.fire({}, 'p1')],
    [1, 1, 1, 0],
  );
});

test('exit records its code where nothing can swallow it', () => {
  const run = new ScriptRun(`${event} { if (pid == 3) { exit(256 + pid); } @++; }`);
  run.machine.room.set('control', 0);
  run.fire({ pid: 3 });
  assert.deepEqual(run.control(), []);
  assert.deepEqual([run.global('exit'), run.global('stop'), run.global('lostControl')], [4n, 1n, 1n]);
  assert.deepEqual(run.rows('@'), []);
});

test('both rings share one sequence; losses are counted', () => {
  const run = new ScriptRun('begin { printf("%d", pid); print(@); printf("%d", tid); clear(@); @++; }');
  run.machine.room.set('data', 1);
  run.fire({ pid: 5 });
  assert.deepEqual(run.records(), ['5']);
  const sequences = ['data', 'control'].map((ring) =>
    (run.machine.rings.get(ring) ?? []).map((each) => Buffer.from(each).readBigUInt64LE(0)),
  );
  assert.deepEqual(new Set(sequences.flat()), new Set([0n, 1n]));
  assert.deepEqual([run.global('sequence'), run.global('emittedEvents'), run.global('lostEvents')], [2n, 1n, 1n]);
  assert.equal(run.global('emittedPrints'), 1n);
});

test('fields are read from the record by place, width and sign', () => {
  const record = Buffer.alloc(80);
  record.write('prev', 8);
  record.writeInt32LE(41, 24);
  record.writeInt32LE(-5, 28);
  const run = new ScriptRun(
    'tracepoint:sched:sched_switch { printf("%s %d %d", args.prev_comm, args.prev_pid, args.prev_prio); }',
  );
  run.fire({ record });
  assert.deepEqual(run.records(), ['prev 41 -5']);
});

test('a dynamic string is found by its location, an endless array stays inside', () => {
  const exec = Buffer.alloc(64);
  exec.writeUInt32LE((9 << 16) | 32, 8);
  exec.write('/bin/true', 32);
  const run = new ScriptRun(
    'tracepoint:sched:sched_process_exec { print(args.filename); @[args.filename] = count(); }',
  );
  run.fire({ record: exec });
  assert.deepEqual([run.records(), run.rows('@')], [['/bin/true'], ['/bin/true: 1']]);
  const full = Buffer.alloc(80);
  full.fill('x', 8, 24);
  full.fill('y', 24, 40);
  const array = new ScriptRun('tracepoint:sched:sched_switch { print(args.prev_comm); }');
  array.fire({ record: full });
  assert.deepEqual(array.records(), ['x'.repeat(16)]);
});

test('a value assigned thousands of blocks before its use', () => {
  const run = new ScriptRun(`begin { $x = pid; ${'@ = count(); '.repeat(1000)} print($x); }`);
  run.fire({ pid: 7 });
  assert.deepEqual([run.records(), run.rows('@')], [['7'], ['1000']]);
});

test('a record longer than the offset of one access can say', () => {
  const texts = Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(1000, 'x'));
  const run = new ScriptRun(`begin { printf("${'%s '.repeat(40)}", ${texts.map((text) => `"${text}"`).join(', ')}); }`);
  run.fire();
  assert.deepEqual(run.records(), [texts.join(' ')]);
});
