/**
 * Whether a job that has not begun may begin: its class, what it is for, and how many others run.
 *
 * Needs: the job, its scope, its class, what runs. Gives: a gate. Pure.
 * Reports: reasons and messages, which become conditions.
 */
import type { TraceClassSpec } from '@bpfleet/proto';
import type { Job, OutcomeReason } from '../jobs/job.ts';
import { bytesOf, durationNs } from '../jobs/units.ts';
import type { ClusterView, Labels } from '../targets/cluster-view.ts';
import { type Scope, selectsPods } from '../targets/scope.ts';
import { selects } from '../targets/selector.ts';

export type Gate =
  | { readonly kind: 'open' }
  /** It stays queued; `untilNs`: look again then, even if nothing changes. */
  | { readonly kind: 'wait'; readonly reason: string; readonly message: string; readonly untilNs: bigint | null }
  | {
      readonly kind: 'end';
      readonly succeeded: boolean;
      readonly reason: OutcomeReason;
      readonly message: string;
      /** What it asks for is not to be had, whatever the cluster holds. */
      readonly refused: boolean;
    };

export interface GateFacts {
  readonly job: Job;
  readonly scope: Scope;
  /** Null where there is no Kubernetes: no class bounds a job, and it waits for agents for ever. */
  readonly view: ClusterView | null;
  readonly traceClass: TraceClassSpec | null;
  readonly running: Running;
  /** Nodes that are connected and in scope. */
  readonly connected: readonly string[];
  readonly operatorStartedNs: bigint;
}

/** What runs now. */
export interface Running {
  /** Jobs of the class in the job's namespace. */
  readonly ofClass: number;
  /** By node, jobs of any class. */
  readonly onNode: ReadonlyMap<string, number>;
}

const open: Gate = { kind: 'open' };

/** Objects that are applied together arrive one after the other. */
const classPatienceNs = 5_000_000_000n;
/** Agents and pods that are about to come. */
const targetPatienceNs = 5_000_000_000n;

export function gateOf(facts: GateFacts, nowNs: bigint): Gate {
  const { job, view } = facts;
  if (job.spec.suspend) return wait('Suspended', 'spec.suspend is true', null);
  if (view === null) return selectsPods(job) ? noKubernetes : open;
  if (facts.traceClass === null) return missingClass(job, nowNs);
  const problems = ceilingProblems(job, facts.traceClass, view.namespaces.get(job.namespace) ?? {});
  if (problems.length > 0) {
    const message = `class ${job.spec.className}: ${problems.join('; ')}`;
    return { kind: 'end', succeeded: false, reason: 'Forbidden', message, refused: true };
  }
  const targets = targetGate(facts, nowNs);
  return targets.kind === 'open' ? concurrency(facts, facts.traceClass) : targets;
}

const noKubernetes: Gate = {
  kind: 'end',
  succeeded: false,
  reason: 'Forbidden',
  message: 'a job that selects pods needs Kubernetes: here is none; write a ClusterTraceJob without pods',
  refused: true,
};

function wait(reason: string, message: string, untilNs: bigint | null): Gate {
  return { kind: 'wait', reason, message, untilNs };
}

function missingClass({ spec, createdNs }: Job, nowNs: bigint): Gate {
  const untilNs = createdNs + classPatienceNs;
  const message = `there is no TraceClass ${spec.className}: kubectl get traceclasses lists those that are`;
  if (nowNs < untilNs) return wait('Queued', message, untilNs);
  return { kind: 'end', succeeded: false, reason: 'ClassNotFound', message, refused: true };
}

/** Everything in which the job asks for more than its class gives. */
function ceilingProblems({ kind, namespace, spec }: Job, most: TraceClassSpec, labels: Labels): readonly string[] {
  const problems: string[] = [];
  const atMost = (field: string, asked: number | bigint, limit: number | bigint, text: string): void => {
    if (asked > limit) problems.push(`spec.${field} is above ${text}`);
  };
  const { limits } = most;
  atMost('limits.maxMapKeys', spec.limits.maxMapKeys, limits.maxMapKeys, String(limits.maxMapKeys));
  atMost(
    'limits.maxMapBytesPerNode',
    bytesOf(spec.limits.maxMapBytesPerNode),
    bytesOf(limits.maxMapBytesPerNode),
    String(limits.maxMapBytesPerNode),
  );
  atMost('limits.maxStringLength', spec.limits.maxStringLength, limits.maxStringLength, `${limits.maxStringLength}`);
  atMost('limits.maxProbes', spec.limits.maxProbes, limits.maxProbes, String(limits.maxProbes));
  atMost('run.duration', durationNs(spec.run.duration), durationNs(limits.maxDuration), limits.maxDuration);
  if (kind === 'TraceJob' && !selects(most.namespaces.selector, labels))
    problems.push(`it is not for the namespace ${namespace}`);
  return problems;
}

function targetGate({ job, scope, connected, operatorStartedNs }: GateFacts, nowNs: bigint): Gate {
  if (scope.targets !== null ? scope.targets.size > 0 : connected.length > 0 || scope.required.length > 0) return open;
  const message = noTargetsMessage(job, scope);
  const { noTargets } = job.spec.target;
  if (noTargets === 'Wait') return wait('NoTargets', message, null);
  const since = job.createdNs > operatorStartedNs ? job.createdNs : operatorStartedNs;
  if (nowNs < since + targetPatienceNs) return wait('NoTargets', message, since + targetPatienceNs);
  return { kind: 'end', succeeded: noTargets === 'Succeed', reason: 'NoTargets', message, refused: false };
}

function noTargetsMessage(job: Job, scope: Scope): string {
  if (scope.targets === null) {
    const nodes = scope.possible?.length ?? 0;
    return nodes === 0 ? 'no node matches' : `no agent is connected on the ${nodes} nodes that match`;
  }
  return job.kind === 'TraceJob'
    ? `no running container in ${job.namespace} matches`
    : 'no running container of the selected namespaces and pods matches';
}

function concurrency({ job, scope, running, connected }: GateFacts, { maxConcurrentJobs }: TraceClassSpec): Gate {
  const { perNamespace, perNode } = maxConcurrentJobs;
  const { className } = job.spec;
  if (running.ofClass >= perNamespace) {
    const where = job.kind === 'TraceJob' ? ` in ${job.namespace}` : '';
    return wait(
      'Queued',
      `${running.ofClass} jobs of class ${className} run${where}: ${perNamespace} may at once`,
      null,
    );
  }
  const nodes = scope.targets === null ? connected : scope.required;
  const busy = nodes.find((node) => (running.onNode.get(node) ?? 0) >= perNode);
  if (busy === undefined) return open;
  return wait('Queued', `node ${busy} runs ${running.onNode.get(busy) ?? 0} jobs: ${perNode} may at once`, null);
}
