/** What the kernel does not let a script attach, in its user's words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runScript } from '../testing/session.ts';

test('more programs at one tracepoint than the kernel runs there', async () => {
  const probes = Array.from({ length: 65 }, (_, n) => `tracepoint:sched:sched_process_fork { @a${n} = count(); }`);
  const script = runScript(probes.join('\n'), { cgroup: null });
  await assert.rejects(script.attached);
  const end = await script.session.done;
  assert.ok(end.kind === 'failed');
  assert.equal(end.reason, 'AttachFailed');
  assert.match(end.message, /cannot attach tracepoint:sched:sched_process_fork: .*at most 64 programs/);
});
