/** Names of processes that end before there is anybody who reads their files. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { compileC, startProgram, testFolder } from '../testing/compiled.ts';
import { workerPids } from '../testing/worker-pids.ts';
import { DebugFiles } from './debug-files.ts';
import { UserSymbols } from './user-symbols.ts';
import { SymbolWorker } from './worker-process.ts';

const source = `
#include <stdio.h>
int main(void) { printf("%p\\n", (void *)main); fflush(stdout); getchar(); return 0; }`;

test('a process that is seen and ends while the worker is busy', async (t) => {
  const path = compileC(testFolder(t), 'program', source);
  const worker = new SymbolWorker(2000);
  t.after(() => worker.close());
  const symbols = new UserSymbols(worker, new DebugFiles(worker));
  assert.deepEqual(worker.ask({ kind: 'demangle', names: [] }, []), []);
  const child = startProgram(path, [], null);
  t.after(() => child.kill('SIGKILL'));
  const [printed] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  const pid = child.pid ?? 0;
  for (const one of workerPids()) process.kill(one, 'SIGSTOP');
  symbols.see(pid);
  child.stdin?.end();
  await once(child, 'close');
  for (const one of workerPids()) process.kill(one, 'SIGCONT');
  const [frame] = symbols.frames(pid, [BigInt(printed.toString().trim()) + 1n]);
  assert.deepEqual([frame?.symbol?.name, frame?.symbol?.into, frame?.from], ['main', 1, path]);
});
