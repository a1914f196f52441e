/** What a plan is made from: one job and the nodes that matter to it, as they are now. Plain data. */
import type { ScriptDiagnostic } from '@bpfleet/proto';
import type { Verdict } from '../compile/verdict.ts';
import type { Job, Part, Session } from '../jobs/job.ts';
import type { Gate } from './gate.ts';

export interface Observed {
  readonly job: Job;
  /** What is wrong with the script on every kernel, as far as that can be told before it has nodes. */
  readonly scriptErrors: readonly ScriptDiagnostic[];
  /** What is wrong with its assertions. */
  readonly assertionErrors: readonly string[];
  /** Whether it may begin. */
  readonly gate: Gate;
  /** What its class lets it do. */
  readonly unsafe: boolean;
  /** Nodes that belong to it though no agent of them is connected. */
  readonly required: readonly string[];
  /** Containers that it is for now, as Job.selected; null for whole nodes. */
  readonly selected: readonly string[] | null;
  /** Of its object; `none`: it has none that could be held or deleted. */
  readonly hold: 'none' | 'missing' | 'asked' | 'held';
  readonly expiring: boolean;
  /** Nodes that are connected, assigned, or required by the job; by name. */
  readonly nodes: readonly ObservedNode[];
  /** Wall clock, ns. */
  readonly operatorStartedNs: bigint;
  readonly timing: Timing;
}

export interface ObservedNode {
  readonly node: string;
  /** The job is for it. */
  readonly meant: boolean;
  /** Digest of the targets that it should have; null for whole nodes. */
  readonly targets: string | null;
  /** Null while no agent of it is connected. */
  readonly connection: ObservedConnection | null;
  /** Null while it has no place in the job. */
  readonly part: Part | null;
  /** In the order in which they were heard of. */
  readonly sessions: readonly Session[];
}

export interface ObservedConnection {
  readonly sinceNs: bigint;
  /** `pending`: its Target is not here yet; `unknown`: its Target cannot be read here. */
  readonly verdict: Verdict | { readonly kind: 'pending' } | { readonly kind: 'unknown' };
  /** Its agent can limit a job to containers. */
  readonly knowsTargets: boolean;
  /** Digest of the targets that were sent last on this connection. */
  readonly targetsSent: string | null;
  /** The job was sent to it on this connection. */
  readonly assigned: boolean;
  /** So was its end. */
  readonly cancelled: boolean;
}

export interface Timing {
  /** After its own start the operator waits so long for agents to come back. */
  readonly settleNs: bigint;
  /** So long for a Target, before the agent is left to judge by itself. */
  readonly targetNs: bigint;
  /** So long after the deadline for final results. */
  readonly graceNs: bigint;
}

export const defaultTiming: Timing = {
  settleNs: 1_000_000_000n,
  targetNs: 10_000_000_000n,
  graceNs: 30_000_000_000n,
};
