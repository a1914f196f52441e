/**
 * A job as plan.ts looks at it: its state, its nodes, and what the world around says of it.
 *
 * Needs: the state, its scope, who is connected. Gives: plain data; nothing is changed.
 */
import { assertionErrors } from '../assertions/check.ts';
import { syntaxErrors } from '../compile/verdict.ts';
import type { Verdicts } from '../compile/verdicts.ts';
import type { ScriptDiagnostic } from '@bpfleet/proto';
import { fullName, type Job, type JobState } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { refOf } from '../jobs/ref.ts';
import type { JobStore } from '../store/store.ts';
import type { ClusterView } from '../targets/cluster-view.ts';
import { type Scope, selectedName } from '../targets/scope.ts';
import { type Agents, connectedIn, observeNodes } from './agents.ts';
import { type Gate, gateOf } from './gate.ts';
import type { Observed, Timing } from './observed.ts';
import { runningBeside } from './running.ts';

export interface Surroundings {
  readonly jobs: Jobs;
  readonly agents: Agents;
  readonly verdicts: Verdicts;
  readonly store: JobStore;
  readonly view: ClusterView | null;
  readonly timing: Timing;
  readonly startedNs: bigint;
  readonly nowNs: bigint;
}

export function observe(before: JobState, scope: Scope, around: Surroundings): Observed {
  const { jobs, agents, verdicts, store, view, timing, startedNs, nowNs } = around;
  const traceClass = view?.traceClass(before.job.spec.className) ?? null;
  // Until it begins its class decides, and then what its class was.
  const unsafe = before.job.startNs === null ? traceClass?.unsafe === 'Allow' : before.job.unsafe;
  const state = { ...before, job: { ...before.job, unsafe } };
  const { job } = state;
  const isNew = job.startNs === null && job.outcome === null;
  const gate = isNew
    ? gateOf(
        {
          job,
          scope,
          view,
          traceClass,
          running: runningBeside(job, jobs.all()),
          connected: connectedIn(scope, agents),
          operatorStartedNs: startedNs,
        },
        nowNs,
      )
    : ({ kind: 'open' } as const);
  const ref = refOf(job);
  return {
    job,
    scriptErrors: isNew ? scriptErrors(job, gate, agents, verdicts) : [],
    assertionErrors: isNew ? assertionErrors(job.spec.assertions) : [],
    gate,
    unsafe,
    required: scope.required,
    selected: scope.targets === null ? null : selectedOf(scope.targets),
    hold: store.objects?.holdOf(ref) ?? 'none',
    expiring: store.objects?.isExpiring(ref) ?? false,
    nodes: job.outcome === null ? observeNodes(state, scope, agents, verdicts) : [],
    operatorStartedNs: startedNs,
    timing,
  };
}

/** What is wrong with a script that has nothing to run on is as wrong, and says more: every node that is connected judges it. */
function scriptErrors(job: Job, gate: Gate, agents: Agents, verdicts: Verdicts): readonly ScriptDiagnostic[] {
  const name = fullName(job);
  const ofSyntax = syntaxErrors(name, job.spec);
  if (ofSyntax.length > 0 || gate.kind === 'open' || gate.reason !== 'NoTargets') return ofSyntax;
  const digests = new Set([...agents.values()].map(({ connection }) => connection.hello.targetDigest));
  const wrong = [...digests]
    .map((digest) => verdicts.of(name, job.spec, job.unsafe, digest))
    .flatMap((verdict) => (verdict.kind === 'wrong' ? [verdict.diagnostics] : []));
  return wrong.length === digests.size ? (wrong[0] ?? []) : [];
}

function selectedOf(targets: NonNullable<Scope['targets']>): readonly string[] {
  return [...targets.values()].flat().map(({ podUid, container }) => selectedName(podUid, container));
}
