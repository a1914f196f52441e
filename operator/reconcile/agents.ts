/** The agents that are connected, and what was sent to each on its connection. */
import type { AgentConnection } from '../agents/connection.ts';
import type { Verdicts } from '../compile/verdicts.ts';
import { targetsProtocol } from '@bpfleet/proto';
import type { MapSchema } from '@bpfleet/results';
import { fullName, type JobState, sessionsOf } from '../jobs/job.ts';
import { mostCommon } from '../merge/schemas.ts';
import type { Scope, Target } from '../targets/scope.ts';
import type { ObservedConnection, ObservedNode } from './observed.ts';

export interface Agent {
  readonly connection: AgentConnection;
  /** By job uid. */
  readonly assigned: Set<string>;
  readonly cancelled: Set<string>;
  /** Digest of the targets that were sent last, by job uid. */
  readonly targets: Map<string, string>;
}

export type Agents = ReadonlyMap<string, Agent>;

/** Every node that matters to the job, by name. */
export function observeNodes(
  state: JobState,
  scope: Scope,
  agents: Agents,
  verdicts: Verdicts,
): readonly ObservedNode[] {
  const names = new Set([...state.parts.keys(), ...scope.required, ...connectedIn(scope, agents)]);
  return [...names].toSorted().map((node) => ({
    node,
    meant: scope.includes(node),
    targets: scope.targets === null ? null : digestOf(scope.targets.get(node) ?? []),
    connection: observeConnection(state, agents.get(node) ?? null, verdicts),
    part: state.parts.get(node) ?? null,
    sessions: sessionsOf(state, node),
  }));
}

function observeConnection({ job }: JobState, agent: Agent | null, verdicts: Verdicts): ObservedConnection | null {
  if (agent === null) return null;
  const { sinceNs, hello } = agent.connection;
  return {
    sinceNs,
    verdict: verdicts.of(fullName(job), job.spec, job.unsafe, hello.targetDigest),
    knowsTargets: hello.protocol >= targetsProtocol,
    targetsSent: agent.targets.get(job.uid) ?? null,
    assigned: agent.assigned.has(job.uid),
    cancelled: agent.cancelled.has(job.uid),
  };
}

/** The maps of the job's script, as the operator compiles it for the kernels of its nodes; null when it cannot say. */
export function expectedSchemas(
  { job, parts }: JobState,
  agents: Agents,
  verdicts: Verdicts,
): readonly MapSchema[] | null {
  const compiled = [...agents]
    .filter(([node]) => parts.has(node))
    .map(([, { connection }]) => verdicts.of(fullName(job), job.spec, job.unsafe, connection.hello.targetDigest));
  return mostCommon(compiled.flatMap((verdict) => (verdict.kind === 'runs' ? [verdict.schemas] : [])));
}

export function connectedIn(scope: Scope, agents: Agents): readonly string[] {
  return [...agents.keys()].filter((node) => scope.includes(node));
}

/** The same for the same targets, in whatever order. */
export function digestOf(targets: readonly Target[]): string {
  return targets
    .map(({ podUid, container, containerId }) => `${podUid}/${container}/${containerId}`)
    .toSorted()
    .join(' ');
}
