import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectFunction } from '../../6-select/select.ts';
import { verify } from '../../ir/verify.ts';
import { lowered } from '../../testing/front-end.ts';
import { ScriptRun } from '../../testing/run-script.ts';

const count = 100;
const numbers = [...Array(count).keys()];
const values = numbers.map((n) => `$v${n} = (uint64)pid * ${n + 1};`).join(' ');
const sum = numbers.map((n) => `$v${n}`).join(' + ');

/** The script's map is 1 to 100 times the pid in all, and every function's frame fits the kernel's stack. */
function check(script: string, expected: string): void {
  const { module } = lowered(script);
  verify(module);
  for (const fn of module.functions) {
    const { output } = selectFunction(fn, 3);
    assert.ok(output !== null && output.stackBytes <= 512, `${fn.name}: ${output?.stackBytes} bytes`);
  }
  const run = new ScriptRun(script);
  run.fire({ pid: 3 });
  assert.deepEqual(run.rows('@'), [expected]);
}

test('100 variables are alive at once', () => {
  check(`begin { ${values} @[pid] = sum(${sum}); }`, '3: 15150');
});

test('over branches, whose values meet', () => {
  const branches = numbers.map((n) => `if ($v${n} > 150) { $v${n} = 0; }`).join(' ');
  check(`begin { ${values} ${branches} @[pid] = sum(${sum}); }`, '3: 3825');
});

test('100 arguments, among the parts of a key', () => {
  const formats = numbers.map(() => '%d').join(' ');
  const terms = numbers.map((n) => `pid + ${n}`);
  const [args, some] = [terms.join(', '), terms.slice(0, 60).join(', ')];
  const key = numbers.slice(0, 60).map((n) => n + 3);
  check(`begin { printf("${formats}", ${args}); @[${some}] = count(); }`, `${key.join()}: 1`);
});
