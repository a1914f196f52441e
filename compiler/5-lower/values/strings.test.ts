import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptRun } from '../../testing/run-script.ts';

/** What the body prints when a task of this name runs it. */
function check(body: string, comm: string, printed: readonly string[]): void {
  const run = new ScriptRun(`begin { ${body} }`);
  run.fire({ comm });
  assert.deepEqual(run.records(), printed);
}

/** Whether comm equals the literal. */
function checkEqual(comm: string, literal: string, equal: boolean): void {
  const text = `begin { print(comm == "${literal}"); print("${literal}" != comm); $s = "${literal}"; print($s == comm); }`;
  const run = new ScriptRun(text);
  run.fire({ comm });
  assert.deepEqual(
    run.records(),
    [equal, !equal, equal].map((each) => (each ? '1' : '0')),
  );
}

test('equality goes up to the NUL, whatever the capacities', () => {
  checkEqual('dd', 'dd', true);
  checkEqual('dd', 'ddx', false);
  checkEqual('ddx', 'dd', false);
  checkEqual('', '', true);
  checkEqual('a', '', false);
  checkEqual('1234567', '1234567', true);
  checkEqual('12345678', '12345678', true);
  checkEqual('12345678', '1234567', false);
  checkEqual('1234567', '12345678', false);
  checkEqual('123456789abcdef', '123456789abcdef', true);
  checkEqual('123456789abcdef', '123456789abcdefg', false);
  checkEqual('123456789abcdef', '123456789abcdefghijklmnop', false);
});

test('variables', () => {
  check('$s = comm; print($s);', 'dd', ['dd']);
  check('$s = "a"; $s = comm; print($s);', 'longer', ['longer']);
  check('$s = comm; $s = comm == "dd" ? "yes" : $s; print($s);', 'dd', ['yes']);
  check('$s = comm; $s = comm == "dd" ? "yes" : $s; print($s);', 'ls', ['ls']);
  check('if (comm == "dd") { $s = comm; print($s); } $t = "t"; print($t);', 'dd', ['dd', 't']);
  check('let $s; if (comm == "dd") { $s = comm; } print($s);', 'ls', ['']);
  check('let $s; if (comm == "dd") { $s = comm; } print($s);', 'dd', ['dd']);
});

test('comm on one side of a branch only', () => {
  check('if (pid == 1) { print(comm == "x"); } @[comm] = count(); print(comm);', 'dd', ['dd']);
  check('print(pid == 1 && comm == "x" ? "both" : comm);', 'dd', ['dd']);
  check('printf("%s", comm == "x" ? "a" : "b"); printf("%s", comm);', 'dd', ['b', 'dd']);
  check('@s[comm] = "v"; printf("%s", @s[comm]); printf("%s", @s[comm]);', 'dd', ['v', 'v']);
  check('$s = pid == 1 ? (comm == "x" ? "1" : "2") : "3"; print($s); print(comm);', 'dd', ['3', 'dd']);
});

test('keys', () => {
  const run = new ScriptRun(
    'begin { @[comm, "lit"] = count(); $s = comm; @v[$s] = count(); @t[pid == 1 ? "one" : comm] = count(); }',
  );
  run.fire({ comm: 'dd' });
  run.fire({ comm: 'dd', pid: 1 });
  assert.deepEqual(run.rows('@'), ['dd,lit: 2']);
  assert.deepEqual(run.rows('@v'), ['dd: 2']);
  assert.deepEqual(run.rows('@t'), ['dd: 1', 'one: 1']);
});

test('operands with effects are evaluated first, in order', () => {
  check('$i = 1; printf("%d %s %d", $i++, $i == 2 ? "two" : "other", $i++);', 'dd', ['1 two 2']);
});
