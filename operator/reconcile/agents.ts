/** The agents that are connected, and what was sent to each on its connection. */
import type { AgentConnection } from '../agents/connection.ts';
import type { Verdicts } from '../compile/verdicts.ts';
import type { MapSchema } from '@bpfleet/results';
import { fullName, type JobState, sessionsOf } from '../jobs/job.ts';
import { mostCommon } from '../merge/schemas.ts';
import { isTargeted, type ObservedConnection, type ObservedNode } from './observed.ts';

export interface Agent {
  readonly connection: AgentConnection;
  /** By job uid. */
  readonly assigned: Set<string>;
  readonly cancelled: Set<string>;
}

export type Agents = ReadonlyMap<string, Agent>;

/** Every node that matters to the job, by name. */
export function observeNodes(state: JobState, agents: Agents, verdicts: Verdicts): readonly ObservedNode[] {
  const { job } = state;
  const connected = [...agents.keys()].filter((node) => isTargeted(job, node));
  const names = new Set([...state.parts.keys(), ...connected]);
  return [...names].toSorted().map((node) => ({
    node,
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
    verdict: verdicts.of(fullName(job), job.spec, hello.targetDigest),
    assigned: agent.assigned.has(job.uid),
    cancelled: agent.cancelled.has(job.uid),
  };
}

/** The maps of the job's script, as the operator compiles it for the kernels of its nodes; null when it cannot say. */
export function expectedSchemas({ job }: JobState, agents: Agents, verdicts: Verdicts): readonly MapSchema[] | null {
  const compiled = [...agents]
    .filter(([node]) => isTargeted(job, node))
    .map(([, { connection }]) => verdicts.of(fullName(job), job.spec, connection.hello.targetDigest));
  return mostCommon(compiled.flatMap((verdict) => (verdict.kind === 'runs' ? [verdict.schemas] : [])));
}

export function hasAgentsFor({ job }: JobState, agents: Agents): boolean {
  return [...agents.keys()].some((node) => isTargeted(job, node));
}
