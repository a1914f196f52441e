/**
 * The plan of a job that has begun: every node is brought to its end, and then the job is.
 *
 * Needs, gives, reports: as plan.ts.
 */
import { firstError } from '../compile/first-error.ts';
import type { Verdict } from '../compile/verdict.ts';
import type { Why } from '../jobs/job.ts';
import { type NodeProgress, progressOf } from '../jobs/node-state.ts';
import { percentOf } from '../jobs/units.ts';
import type { Observed, ObservedConnection, ObservedNode, Timing } from './observed.ts';
import type { Action, Plan, PlannedOutcome } from './action.ts';

export function planRunning(observed: Observed, nowNs: bigint): Plan {
  const times = timesOf(observed, nowNs);
  const steps = observed.nodes.map((node) => stepOf(observed, node, times));
  const actions = [...selection(observed), ...steps.flatMap(({ action }) => (action === null ? [] : [action]))];
  const open = steps.filter(({ settled }) => !settled).length;
  if (open > 0 || actions.some(({ kind }) => kind === 'include' || kind === 'assign')) {
    return { actions, wakeNs: wakeAt(times, observed) };
  }
  // A deadline still ahead leaves room for nodes that join, unless every node came to its own end.
  const finishing = times.isOver || steps.some(({ progress }) => progress === 'flushed' || progress === 'failed');
  if (!finishing) return { actions, wakeNs: times.endNs };
  const outcome = outcomeOf(observed, actions, nowNs);
  return { actions: [...actions, { kind: 'finish', outcome }], wakeNs: null };
}

/** Containers that became targets since the job began. */
function selection({ job, selected }: Observed): readonly Action[] {
  const before = new Set(job.selected);
  const added = (selected ?? []).filter((one) => !before.has(one));
  if (added.length === 0 || before.size >= maxSelected) return [];
  return [{ kind: 'select', selected: [...before, ...added].slice(0, maxSelected) }];
}

/** What is remembered of a job is bounded; its targets are not. */
const maxSelected = 20_000;

interface Times {
  readonly nowNs: bigint;
  /** The deadline, or when the end was asked for. */
  readonly endNs: bigint;
  readonly isOver: boolean;
  readonly isCancelled: boolean;
  /** From then on what has not come is lost. */
  readonly lostNs: bigint;
}

function timesOf({ job, operatorStartedNs, timing }: Observed, nowNs: bigint): Times {
  const deadlineNs = job.deadlineNs ?? nowNs;
  const isCancelled = job.cancelNs !== null && job.cancelNs <= nowNs;
  const endNs = job.cancelNs !== null && job.cancelNs < deadlineNs ? job.cancelNs : deadlineNs;
  // An operator that was away gives agents the same time to come back.
  const from = endNs > operatorStartedNs ? endNs : operatorStartedNs;
  return { nowNs, endNs, isOver: nowNs >= endNs, isCancelled, lostNs: from + timing.graceNs };
}

interface Step {
  readonly action: Action | null;
  /** Nothing more is expected of the node. */
  readonly settled: boolean;
  readonly progress: NodeProgress['kind'] | 'none';
}

function stepOf(observed: Observed, node: ObservedNode, times: Times): Step {
  if (node.part === null) return newcomer(observed, node, times);
  const tooOld = node.part.place.kind === 'member' ? oldAgent(node) : null;
  if (tooOld !== null && node.sessions.length === 0 && !times.isOver)
    return { action: tooOld, settled: true, progress: 'skipped' };
  const progress = progressOf(node.part, node.sessions);
  const step = (action: Action | null, settled: boolean): Step => ({ action, settled, progress: progress.kind });
  switch (progress.kind) {
    case 'skipped':
    case 'lost':
    case 'flushed':
    case 'failed':
      return step(null, true);
    case 'pending':
      if (!times.isOver) return step(assignment(node, times, observed.timing), false);
      return step(overdue(node, times) ?? cancellation(node, times), times.nowNs >= times.lostNs);
    case 'interrupted':
      if (!times.isOver) return step(assignment(node, times, observed.timing), false);
      if (!progress.session.vanished) return step(null, true);
      return step(overdue(node, { ...times, lostNs: times.nowNs }), true);
    case 'compiling':
    case 'attached':
      return step(
        overdue(node, times) ?? cancellation(node, times) ?? retargeting(node, times),
        times.nowNs >= times.lostNs,
      );
  }
}

/** A node without a place in the job: it joins, is skipped, or is not meant. */
function newcomer({ timing, required }: Observed, observed: ObservedNode, times: Times): Step {
  const { node, meant, connection } = observed;
  const step = (action: Action | null, settled: boolean): Step => ({ action, settled, progress: 'none' });
  if (times.isOver || !meant) return step(null, true);
  if (connection === null) return required.includes(node) ? step({ kind: 'include', node }, false) : step(null, true);
  const tooOld = oldAgent(observed);
  if (tooOld !== null) return step(tooOld, true);
  switch (connection.verdict.kind) {
    case 'wrong':
    case 'lacks':
      return step({ kind: 'skip', node, why: whyNot(connection.verdict) }, true);
    case 'pending':
      if (times.nowNs < connection.sinceNs + timing.targetNs) return step(null, false);
      return step({ kind: 'include', node }, false);
    case 'runs':
    case 'unknown':
      return step({ kind: 'include', node }, false);
  }
}

/** Sent once on each connection: what the agent holds of earlier ones its hello told. */
function assignment({ node, connection }: ObservedNode, { nowNs }: Times, { targetNs }: Timing): Action | null {
  if (connection === null || connection.assigned) return null;
  const { verdict, sinceNs } = connection;
  if (verdict.kind === 'pending' && nowNs < sinceNs + targetNs) return null;
  if (verdict.kind === 'lacks' || verdict.kind === 'wrong') return { kind: 'skip', node, why: whyNot(verdict) };
  return { kind: 'assign', node };
}

/** An agent that would trace the whole node for a job that is for some of its containers gets no such job. */
function oldAgent({ node, targets, connection }: ObservedNode): Action | null {
  if (targets === null || connection === null || connection.knowsTargets) return null;
  const message = 'its agent is of a version that cannot limit a job to containers';
  return { kind: 'skip', node, why: { reason: 'AgentTooOld', message } };
}

function retargeting({ node, targets, connection }: ObservedNode, { isOver }: Times): Action | null {
  if (targets === null || connection === null || isOver || connection.targetsSent === targets) return null;
  return { kind: 'retarget', node };
}

function cancellation({ node, connection }: ObservedNode, { isCancelled }: Times): Action | null {
  return isCancelled && isUncancelled(connection) ? { kind: 'cancel', node } : null;
}

function isUncancelled(connection: ObservedConnection | null): boolean {
  return connection !== null && !connection.cancelled;
}

function overdue({ node, connection, sessions }: ObservedNode, { nowNs, lostNs }: Times): Action | null {
  if (nowNs < lostNs) return null;
  if (sessions.length === 0) {
    const message = connection === null ? 'no agent of this node is connected' : 'its agent never started the job';
    return { kind: 'lose', node, why: { reason: connection === null ? 'NotConnected' : 'NeverStarted', message } };
  }
  const kept = sessions.some(({ snapshotSeq }) => snapshotSeq > 0n)
    ? 'what it sent before is in the result'
    : 'nothing of it is in the result';
  return { kind: 'lose', node, why: { reason: 'NodeLost', message: `its final result did not come; ${kept}` } };
}

function whyNot(verdict: Exclude<Verdict, { kind: 'runs' }>): Why {
  const reason = verdict.kind === 'lacks' ? verdict.reason : 'CompileError';
  return { reason, message: firstError(verdict.diagnostics) };
}

/** The next moment at which something changes by itself. */
function wakeAt(times: Times, { nodes, timing }: Observed): bigint | null {
  const moments = [times.endNs, times.lostNs];
  for (const { connection } of nodes) {
    if (connection?.verdict.kind === 'pending') moments.push(connection.sinceNs + timing.targetNs);
  }
  const ahead = moments.filter((at) => at > times.nowNs);
  return ahead.length === 0 ? null : ahead.reduce((least, at) => (at < least ? at : least));
}

export interface Tally {
  readonly desired: number;
  readonly flushed: number;
  readonly failed: number;
  readonly lost: number;
  readonly skipped: number;
}

/** The job's end. `actions` are those of the same plan, which are not yet part of what was observed. */
function outcomeOf({ job, nodes }: Observed, actions: readonly Action[], atNs: bigint): PlannedOutcome {
  const tally = tallyOf(nodes, actions, job.resumed?.desired ?? 0);
  const total = tally.desired + tally.skipped;
  const share = total === 0 ? 0 : (tally.flushed * 100) / total;
  const least = percentOf(job.spec.run.completion.minCoverage);
  const summary = tallyText(tally);
  if (job.cancelNs !== null && (job.deadlineNs === null || job.cancelNs < job.deadlineNs)) {
    return { atNs, succeeded: false, reason: 'Cancelled', message: `cancelled: ${summary}`, refused: false };
  }
  if (share < least) {
    const message = `${summary}: ${share.toFixed(0)}% of the nodes, ${least}% are required`;
    return { atNs, succeeded: false, reason: 'CoverageBelowMinimum', message, refused: false };
  }
  return { atNs, succeeded: true, reason: 'Completed', message: summary, refused: false };
}

/** `before`: so many nodes it had before the operator lost its database. */
function tallyOf(nodes: readonly ObservedNode[], actions: readonly Action[], before: number): Tally {
  const losing = new Set(actions.flatMap((action) => (action.kind === 'lose' ? [action.node] : [])));
  const skipping = new Set(actions.flatMap((action) => (action.kind === 'skip' ? [action.node] : [])));
  const kinds = nodes.flatMap(({ node, part, sessions }): readonly NodeProgress['kind'][] => {
    if (skipping.has(node)) return ['skipped'];
    if (losing.has(node)) return ['lost'];
    return part === null ? [] : [progressOf(part, sessions).kind];
  });
  const count = (...wanted: readonly NodeProgress['kind'][]): number =>
    kinds.filter((kind) => wanted.includes(kind)).length;
  const skipped = count('skipped');
  const known = kinds.length - skipped;
  const unknown = Math.max(0, before - known);
  return {
    desired: known + unknown,
    // An interrupted node whose last incarnation is complete has sent all there is; the gap is named in the result.
    flushed: count('flushed', 'interrupted'),
    failed: count('failed'),
    lost: count('lost') + unknown,
    skipped,
  };
}

function tallyText({ desired, flushed, failed, lost, skipped }: Tally): string {
  const parts = [
    failed > 0 ? `${failed} failed` : '',
    lost > 0 ? `${lost} lost` : '',
    skipped > 0 ? `${skipped} skipped` : '',
  ];
  const others = parts.filter((part) => part !== '').join(', ');
  return `${flushed} of ${desired} nodes delivered a final result${others === '' ? '' : ` (${others})`}`;
}
