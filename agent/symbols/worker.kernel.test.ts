/** The worker as a process: it answers, and what breaks it costs the answer only. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { rootedFile } from '../kernel/foreign-files.ts';
import { compileC, testFolder } from '../testing/compiled.ts';
import { textOf, workerPids } from '../testing/worker-pids.ts';
import { SymbolWorker } from './worker-process.ts';

function worker(t: TestContext): SymbolWorker {
  const made = new SymbolWorker();
  t.after(() => made.close());
  return made;
}

const source = 'int f(int x) { return x; } int main() { return f(0); }';

test('it holds no right while it answers', (t) => {
  const asked = worker(t);
  const file = rootedFile('/', compileC(testFolder(t), 'program', source), true);
  assert.equal(asked.ask({ kind: 'describe', file: file.key }, [file])?.stripped, false);
  const [pid, surplus] = workerPids();
  assert.ok(pid !== undefined && surplus === undefined);
  const status = textOf(`/proc/${pid}/status`);
  assert.match(status, /^Uid:\t65534\t65534\t65534\t65534$/m);
  for (const set of ['CapPrm', 'CapEff', 'CapAmb']) assert.match(status, new RegExp(`^${set}:\t0+$`, 'm'));
  assert.match(status, /^NoNewPrivs:\t1$/m);
  assert.match(status, /^Seccomp:\t2$/m);
});

test('a damaged file, a shrinking one and a dead worker cost one answer each', (t) => {
  const asked = worker(t);
  const path = compileC(testFolder(t), 'program', source);
  const good = rootedFile('/', path, true);
  const describe = (file: typeof good): unknown => asked.ask({ kind: 'describe', file: file.key }, [file]);
  const damaged = join(testFolder(t), 'damaged');
  writeFileSync(damaged, readFileSync(path).subarray(0, 100));
  assert.equal(describe(rootedFile('/', damaged, true)), null);
  assert.match(asked.problem ?? '', /of a file of 100/);

  const shrinking = rootedFile('/', compileC(testFolder(t), 'shrinking', source), true);
  assert.notEqual(describe(shrinking), null);
  truncateSync(shrinking.path, 64);
  assert.equal(asked.ask({ kind: 'functions', file: shrinking.key, debug: null }, [shrinking]), null);

  assert.notEqual(describe(good), null);
  for (const pid of workerPids()) process.kill(pid, 'SIGKILL');
  assert.equal(describe(good), null);
  assert.notEqual(describe(good), null);
});

test('a worker that hangs is given up', (t) => {
  const asked = new SymbolWorker(2000);
  t.after(() => asked.close());
  const file = rootedFile('/', compileC(testFolder(t), 'program', source), true);
  assert.deepEqual(asked.ask({ kind: 'demangle', names: [] }, []), []);
  for (const pid of workerPids()) process.kill(pid, 'SIGSTOP');
  assert.equal(asked.ask({ kind: 'functions', file: file.key, debug: null }, [file]), null);
  assert.match(asked.problem ?? '', /ETIMEDOUT/);
  assert.deepEqual(
    workerPids().filter((pid) => textOf(`/proc/${pid}/stat`).includes(') T ')),
    [],
  );
});

test('every answer', (t) => {
  const asked = worker(t);
  const folder = testFolder(t);
  const file = rootedFile('/', compileC(folder, 'program', source), true);
  const functions = asked.ask({ kind: 'functions', file: file.key, debug: null }, [file]) ?? [];
  const [, offset = 0] = functions.find(([name]) => name === 'f') ?? [];
  assert.deepEqual(asked.ask({ kind: 'resolve', file: file.key, debug: null, offsets: [offset + 1, 1] }, [file]), [
    { name: 'f', symbol: 'f', into: 1 },
    null,
  ]);
  const address = Number.parseInt(execFileSync('sh', ['-c', `nm ${file.path} | grep ' f$'`], { encoding: 'utf8' }), 16);
  assert.equal(asked.ask({ kind: 'offset', file: file.key, address }, [file]), offset);
  assert.equal(asked.ask({ kind: 'distance', file: file.key, debug: null, offset: offset + 2, name: 'f' }, [file]), -2);
  assert.deepEqual(asked.ask({ kind: 'demangle', names: ['_Z1fi', 'f'] }, []), ['f(int)', null]);
  writeFileSync(join(folder, 'perf.map'), '1000 20 jitted\n');
  const map = rootedFile('/', join(folder, 'perf.map'), true);
  assert.deepEqual(asked.ask({ kind: 'jit', file: map.key, addresses: [0x1004, 0x2000] }, [map]), [
    { name: 'jitted', symbol: 'jitted', into: 4 },
    null,
  ]);
  assert.equal(asked.ask({ kind: 'vdso', offsets: [0] }, [])?.length, 1);
});
