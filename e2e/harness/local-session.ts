/** Runs a script as the local command does, in this process, and keeps what it would write on standard output. */
import { type Session, type SessionListener, type SessionState, startSession, textFormat } from '@bpfleet/agent';
import { type ScriptOptions, sessionOptions, testTarget } from '../../agent/testing/session.ts';

export interface LocalSession {
  readonly session: Session;
  /** Resolves when it is attached, or never will be. */
  readonly settled: Promise<void>;
  /** What was printed until now. */
  text(): string;
}

export interface LocalResult {
  readonly state: SessionState;
  /** Maps at the end included. */
  readonly text: string;
}

export function startLocal(script: string, options: ScriptOptions = { cgroup: null }): LocalSession {
  const parts: Buffer[] = [];
  const add = (text: Uint8Array | string): void => void parts.push(Buffer.from(text));
  const { promise: settled, resolve } = Promise.withResolvers<void>();
  const listener: SessionListener = {
    onState: ({ kind }) => (kind === 'attached' || kind === 'failed' ? resolve() : undefined),
    onOutput: (text, event) => add(Buffer.from(textFormat.output(text, event).toOutput, 'latin1')),
    onRound: (round) => add(textFormat.round(round)),
  };
  const session = startSession(sessionOptions(script, options), testTarget(), listener);
  return { session, settled, text: () => Buffer.concat(parts).toString() };
}

/** Waits for its end, and frees it. */
export async function finishLocal(local: LocalSession): Promise<LocalResult> {
  const state = await local.session.done;
  try {
    if (state.kind !== 'finished') return { state, text: local.text() };
    const maps = textFormat.finalMaps(local.session.snapshot().current);
    return { state, text: local.text() + Buffer.from(maps).toString() };
  } finally {
    local.session.release();
  }
}

/** Why a state is no good end, null when it is one. */
export function failureOf(state: SessionState): string | null {
  if (state.kind === 'failed') return `${state.reason}: ${state.message}\n${state.log}`;
  return state.kind === 'finished' ? state.message : `still ${state.kind}`;
}
