/** Every script of the corpus runs in this kernel as a session does, and prints exactly what it must. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { textFormat } from '../agent/local/output.ts';
import { type Session, type SessionListener, type SessionState } from '../agent/sessions/session.ts';
import { startSession } from '../agent/sessions/start.ts';
import { testCgroup } from '../agent/testing/cgroup.ts';
import { sessionOptions, testTarget } from '../agent/testing/session.ts';
import { corpus, type CorpusScript } from './corpus/cases.ts';
import { runWorkload } from './workload/workload.ts';

/** What the local command would write on standard output, maps at the end included. */
class Output implements SessionListener {
  readonly attached: Promise<void>;
  #text = '';
  readonly #resolve: () => void;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.attached = promise;
    this.#resolve = resolve;
  }

  onState({ kind }: SessionState): void {
    if (kind === 'attached' || kind === 'failed') this.#resolve();
  }

  onOutput(...[text, event]: Parameters<SessionListener['onOutput']>): void {
    this.#add(textFormat.output(text, event));
  }

  onRound(...[round]: Parameters<SessionListener['onRound']>): void {
    this.#add(textFormat.round(round));
  }

  #add(text: Uint8Array | string): void {
    this.#text += Buffer.from(text).toString();
  }

  end(session: Session): string {
    this.#add(textFormat.finalMaps(session.snapshot().current));
    return this.#text;
  }
}

/** Runs it until it ends by itself, or its workload has ended, or it is attached when there is nothing to wait for. */
async function run(script: CorpusScript, t: TestContext): Promise<void> {
  const { workload } = script;
  const cgroup = workload?.kind === 'calls' ? testCgroup(t) : null;
  const output = new Output();
  const session = startSession(sessionOptions(script.text, { cgroup }), testTarget(), output);
  t.signal.addEventListener('abort', () => session.stop('cancelled'));
  await output.attached;
  if (cgroup !== null && workload?.kind === 'calls') {
    await runWorkload({ cgroup: cgroup.path, comm: 'corpus', ...workload });
  }
  if (workload?.kind === 'command') execFileSync(workload.command);
  if (workload !== null || (script.output === null && script.patterns.length === 0)) session.stop('cancelled');
  const state = await session.done;
  try {
    check(script, state, session, output);
  } finally {
    session.release();
  }
}

function check(script: CorpusScript, state: SessionState, session: Session, output: Output): void {
  assert.ok(state.kind === 'finished', state.kind === 'failed' ? `${state.message}\n${state.log}` : state.kind);
  assert.equal(state.message, null);
  assert.equal(state.exitCode, script.exitCode);
  const text = output.end(session);
  if (script.output !== null) assert.equal(text, script.output);
  for (const pattern of script.patterns) assert.match(text, pattern);
}

for (const script of corpus()) test(script.name, { timeout: 20_000 }, (t) => run(script, t));
