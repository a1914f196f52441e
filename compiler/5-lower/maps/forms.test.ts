import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptRun } from '../../testing/run-script.ts';

/** A record of sched_process_exec with this file name. */
function exec(name: string): Uint8Array {
  const record = Buffer.alloc(32 + name.length + 1);
  record.writeUInt32LE(((name.length + 1) << 16) | 32, 8);
  record.write(name, 32);
  return record;
}

/** After one run for each name, the rows of @, and how many elements each form has. */
function check(body: string, names: readonly string[], rows: readonly string[], elements: readonly number[]): void {
  const run = new ScriptRun(`// keys 3\ntracepoint:sched:sched_process_exec { ${body} }`);
  names.forEach((name, index) => run.fire({ record: exec(name), cpu: index % 2, pid: 100 + index, comm: 'c' }));
  assert.deepEqual(run.rows('@'), rows);
  const plan = run.manifest.maps.find(({ schema }) => schema.name === '@');
  const forms = [plan?.kernelName, plan?.short?.kernelName].filter((name) => name !== undefined);
  assert.deepEqual(
    forms.map((name) => run.machine.entries(name).size),
    elements,
  );
  assert.equal(run.global('mapFull'), BigInt(names.length) - total(rows));
}

function total(rows: readonly string[]): bigint {
  return rows.reduce((sum, row) => sum + BigInt(row.slice(row.lastIndexOf(' ') + 1)), 0n);
}

const [fits, fills, long] = ['f'.repeat(62), 'f'.repeat(63), 'f'.repeat(200)];

test('each string is where it fits, whole', () => {
  check('@[args.filename] = count();', ['a', 'b', 'a'], ['a: 2', 'b: 1'], [0, 2]);
  check(
    '@[args.filename] = count();',
    [fits, fills, long, fits, fills, long],
    [`${fits}: 2`, `${fills}: 2`, `${long}: 2`],
    [2, 1],
  );
  check('@[args.filename, comm] = sum(1);', ['a', long, 'a'], ['a,c: 2', `${long},c: 1`], [1, 1]);
  check('@[args.filename]++;', ['a', long, 'a'], ['a: 2', `${long}: 1`], [1, 1]);
});

test('both forms share the room', () => {
  check(
    '@[args.filename] = count();',
    ['a', long, 'b', 'c', 'a', `${long}x`, long],
    ['a: 2', 'b: 1', `${long}: 2`],
    [1, 2],
  );
});

test('a program that looks at elements has one form', () => {
  check('@[args.filename]++; if (@[args.filename] > 8) { exit(); }', ['a', long, 'a'], ['a: 2', `${long}: 1`], [2]);
  check('@[args.filename] = count(); delete(@, "b");', ['a'], ['a: 1'], [1]);
});

test('a string from elsewhere is looked for where it may be', () => {
  check(
    'if (pid == 100) { @[args.filename] = count(); } else { @["b"] = count(); }',
    ['a', ''],
    ['a: 1', 'b: 1'],
    [1, 1],
  );
});

test('two that make the same element at once make one', () => {
  const run = new ScriptRun('// keys 1\ntracepoint:sched:sched_process_exec { @[args.filename] = count(); }');
  let raced = false;
  run.machine.interfere = (helper) => {
    if (helper !== 'map_update_elem' || raced) return;
    raced = true;
    // The room is given to the first: this one finds none, and looks again.
    run.machine.interfere = () => undefined;
    run.fire({ record: exec('a'), cpu: 1 });
  };
  run.fire({ record: exec('a'), cpu: 0 });
  run.fire({ record: exec('a'), cpu: 1 });
  assert.ok(raced);
  assert.deepEqual([run.rows('@'), run.global('mapFull')], [['a: 2'], 1n]);
});
