/** Every script of the corpus runs in this kernel as a session does, and prints exactly what it must. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { testCgroup } from '../agent/testing/cgroup.ts';
import { corpus, type CorpusScript } from './corpus/cases.ts';
import { needs } from './harness/features.ts';
import { failureOf, finishLocal, startLocal } from './harness/local-session.ts';
import { runWorkload } from './workload/workload.ts';

/** Runs it until it ends by itself, or its workload has ended, or it is attached when there is nothing to wait for. */
async function run(script: CorpusScript, t: TestContext): Promise<void> {
  const { workload, output, patterns } = script;
  if (!needs(t, ...script.needs)) return;
  const cgroup = workload?.kind === 'calls' ? testCgroup(t) : null;
  const local = startLocal(script.text, { cgroup });
  const stop = (): void => local.session.stop('cancelled');
  t.signal.addEventListener('abort', stop);
  await local.settled;
  if (cgroup !== null && workload?.kind === 'calls')
    await runWorkload({ cgroup: cgroup.path, comm: 'corpus', ...workload });
  for (let sent = 0; workload?.kind === 'signal' && sent < workload.count; sent += 1) local.session.signalled();
  if (workload?.kind === 'command') execFileSync(workload.command, workload.args);
  if (workload !== null || (output === null && patterns.length === 0)) stop();
  const { state, text } = await finishLocal(local);
  assert.equal(failureOf(state), null);
  assert.equal(state.kind === 'finished' ? state.exitCode : null, script.exitCode);
  if (output !== null) assert.equal(text, output);
  for (const pattern of patterns) assert.match(text, pattern);
}

for (const script of corpus()) test(script.name, { timeout: 20_000 }, (t) => run(script, t));
