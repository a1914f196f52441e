/** software and hardware probes on the real kernel. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testCgroup } from '../testing/cgroup.ts';
import { compileC, runProgram, testFolder } from '../testing/compiled.ts';
import { numberAt, runScript, stopped } from '../testing/session.ts';

const touchPages = `
#include <stdlib.h>
#include <sys/mman.h>
int main(int argc, char **argv) {
  long pages = atol(argv[1]);
  char *memory = mmap(0, pages * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  madvise(memory, pages * 4096, MADV_NOHUGEPAGE);
  for (long page = 0; page < pages; page++) memory[page * 4096] = 1;
  return 0;
}`;

test('every page fault runs the program, or every n-th', async (t) => {
  const cgroup = testCgroup(t);
  const program = compileC(testFolder(t), 'touch-pages', touchPages);
  const script = runScript(
    'software:page-faults:1 { @each[comm] = count(); } s:faults:100 { @hundredth[comm] = count(); }',
    { cgroup },
  );
  await script.attached;
  await runProgram(program, ['20000'], cgroup.path);
  await stopped(script);
  const [each, hundredth] = script.session.snapshot().totals;
  const faults = numberAt(each, 'touch-pages') ?? 0n;
  assert.ok(faults >= 20_000n && faults < 20_500n, `${faults} faults`);
  // On each CPU the count goes on from where other processes left it.
  const sampled = numberAt(hundredth, 'touch-pages') ?? 0n;
  assert.ok(sampled >= 190n && sampled <= 210n, `${sampled} samples`);
  script.session.release();
});

test('an event that this machine does not count is named', async () => {
  const script = runScript('hardware:bus-cycles:1000 { @ = count(); }', { cgroup: null });
  script.attached.then(
    () => script.session.stop('cancelled'),
    () => undefined,
  );
  const end = await script.session.done;
  if (end.kind === 'finished') return; // a machine with this counter
  assert.ok(end.kind === 'failed');
  assert.equal(end.reason, 'AttachFailed');
  assert.match(end.message, /cannot attach hardware:bus-cycles:1000: .*this machine/);
});
