/** TraceJobs for tests, and what their status says. */
import { z } from 'zod';
import type { Kubectl } from '../kubectl.ts';

const condition = z.looseObject({ type: z.string(), status: z.string(), reason: z.string(), message: z.string() });
const map = z.looseObject({ name: z.string(), top: z.array(z.string()).default([]) });
const status = z.looseObject({
  conditions: z.array(condition).default([]),
  nodes: z.looseObject({ desired: z.number(), flushed: z.number(), lost: z.number() }).optional(),
  result: z.looseObject({ summary: z.looseObject({ maps: z.array(map).default([]) }) }).optional(),
});
export type JobStatus = z.infer<typeof status>;

export interface TraceJob {
  readonly name: string;
  readonly namespace: string;
  readonly script: string;
  /** Label selector of the traced pods; null: all of the namespace. */
  readonly labels: Readonly<Record<string, string>> | null;
  readonly duration: string;
}

/** Resolves when every node traces. */
export async function startJob(kubectl: Kubectl, job: TraceJob): Promise<void> {
  await applyJob(kubectl, job);
  await waitFor(kubectl, job, 'Attached', 30);
}

export async function applyJob(kubectl: Kubectl, job: TraceJob): Promise<void> {
  const selector = job.labels === null ? {} : { target: { pods: { selector: { matchLabels: job.labels } } } };
  const spec = { className: 'baseline', source: { inline: job.script }, run: { duration: job.duration }, ...selector };
  const metadata = { name: job.name, namespace: job.namespace };
  await kubectl.apply(JSON.stringify({ apiVersion: 'bpfleet.dev/v1alpha1', kind: 'TraceJob', metadata, spec }));
}

/** Its status once it is finished, whatever the outcome. */
export async function finishedJob(kubectl: Kubectl, job: TraceJob): Promise<JobStatus> {
  await waitFor(kubectl, job, 'Finished', 90);
  return jobStatus(kubectl, job);
}

export function conditionOf({ conditions }: JobStatus, type: string): string {
  const found = conditions.find((each) => each.type === type);
  return found === undefined ? 'absent' : `${found.status} ${found.reason}`;
}

/** The lines of a map as status summarises it; empty where there is no such map. */
export function mapLines({ result }: JobStatus, name: string): readonly string[] {
  return result?.summary.maps.find((each) => each.name === name)?.top ?? [];
}

async function waitFor(kubectl: Kubectl, job: TraceJob, type: string, seconds: number): Promise<void> {
  const at = ['--namespace', job.namespace];
  const waited = await kubectl.try(
    ...at,
    'wait',
    `--for=condition=${type}`,
    `tracejob/${job.name}`,
    `--timeout=${seconds}s`,
  );
  if (waited.code === 0) return;
  throw new Error(`${job.name}: no ${type}: ${waited.stderr}${JSON.stringify(await jobStatus(kubectl, job), null, 2)}`);
}

async function jobStatus(kubectl: Kubectl, job: TraceJob): Promise<JobStatus> {
  return status.parse((await kubectl.get('--namespace', job.namespace, 'tracejob', job.name)).status);
}
