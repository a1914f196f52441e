/**
 * What actions do to a job's own state. Sending is execute's; this is pure.
 *
 * Needs: a state, an action and the time. Gives: the new state and what must be committed for it.
 */
import type { Assignment } from '@bpfleet/proto';
import { scriptOf } from '../compile/verdict.ts';
import { fullName, type Job, type JobState, type Part } from '../jobs/job.ts';
import { bytesOf, durationMs } from '../jobs/units.ts';
import { wireTarget } from '../targets/wire.ts';
import type { Target } from '../targets/scope.ts';
import { type Change, unchanged } from '../merge/change.ts';
import type { Action } from './action.ts';

const outward = ['finish', 'assign', 'cancel', 'retarget', 'hold', 'release', 'expire'] as const;

/** Those that reach beyond the job's own state. */
export type OutwardAction = Extract<Action, { kind: (typeof outward)[number] }>;
export type StateAction = Exclude<Action, OutwardAction>;

export function isStateAction(action: Action): action is StateAction {
  return !outward.some((kind) => kind === action.kind);
}

/** One after the other, as one change: a fleet joins in one commit. */
export function applyActions(state: JobState, actions: readonly StateAction[], nowNs: bigint): Change {
  let change = unchanged(state, null);
  for (const action of actions) {
    const { state: next, writes } = applyAction(change.state, action, nowNs);
    change = { state: next, writes: change.writes.concat(writes), reply: null };
  }
  return change;
}

function applyAction(state: JobState, action: StateAction, nowNs: bigint): Change {
  const { job } = state;
  switch (action.kind) {
    case 'start':
      return withJob(state, {
        ...job,
        startNs: action.startNs,
        deadlineNs: action.deadlineNs,
        unsafe: action.unsafe,
      });
    case 'select':
      return withJob(state, { ...job, selected: action.selected });
    case 'diagnose':
      return withJob(state, { ...job, diagnostics: action.diagnostics.slice(0, 50) });
    case 'include':
      return state.parts.has(action.node) ? unchanged(state, null) : withPart(state, partOf(state, action.node, nowNs));
    case 'skip':
      return withPart(state, { ...partOf(state, action.node, nowNs), place: { kind: 'skipped', why: action.why } });
    case 'lose':
      return withPart(state, { ...partOf(state, action.node, nowNs), place: { kind: 'lost', why: action.why } });
  }
}

export function withJob(state: JobState, job: Job): Change {
  return { state: { ...state, job }, writes: [{ kind: 'job', job }], reply: null };
}

function partOf(state: JobState, node: string, nowNs: bigint): Part {
  return state.parts.get(node) ?? { node, includedNs: nowNs, place: { kind: 'member' } };
}

export function withPart(state: JobState, part: Part): Change {
  const parts = new Map(state.parts).set(part.node, part);
  return { state: { ...state, parts }, writes: [{ kind: 'part', uid: state.job.uid, part }], reply: null };
}

/** `targets` null: whole nodes. */
export function assignmentOf(job: Job, targets: readonly Target[] | null): Assignment {
  const { spec, uid, generation, deadlineNs, unsafe } = job;
  const { maxMapKeys, maxStringLength, maxProbes, maxMapBytesPerNode } = spec.limits;
  return {
    jobUid: uid,
    generation: BigInt(generation),
    jobName: fullName(job),
    script: scriptOf(spec),
    limits: { maxMapKeys, maxMapBytes: BigInt(bytesOf(maxMapBytesPerNode)), maxStringLength, maxProbes },
    deadlineNs: deadlineNs ?? 0n,
    leaseTtlMs: durationMs(spec.run.onControllerLoss.detachAfter),
    intervalMs: durationMs(spec.run.interval),
    startNs: 0n,
    scope: targets === null ? 'NODE' : 'CONTAINERS',
    targets: (targets ?? []).map(wireTarget),
    unsafe,
  };
}
