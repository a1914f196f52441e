/** TraceJobs for tests, and what their status says. */
import * as z from 'zod';
import type { Kubectl } from '../kubectl.ts';

const condition = z.looseObject({ type: z.string(), status: z.string(), reason: z.string(), message: z.string() });
const map = z.looseObject({ name: z.string(), top: z.array(z.string()).default([]) });
const status = z.looseObject({
  conditions: z.array(condition).default([]),
  nodes: z.looseObject({ desired: z.number(), flushed: z.number(), lost: z.number() }).optional(),
  targets: z.looseObject({ pods: z.number() }).optional(),
  notableNodes: z
    .array(z.looseObject({ node: z.string(), state: z.string(), reason: z.string(), message: z.string() }))
    .default([]),
  lost: z.looseObject({ events: z.string() }).optional(),
  gaps: z.array(z.looseObject({ node: z.string(), reason: z.string() })).default([]),
  result: z
    .looseObject({
      url: z.string().default(''),
      summary: z.looseObject({ maps: z.array(map).default([]), lines: z.number().default(0) }),
    })
    .optional(),
});
export type JobStatus = z.infer<typeof status>;

export interface JobName {
  /** A TraceJob, unless it says otherwise. */
  readonly kind?: 'ClusterTraceJob';
  readonly name: string;
  readonly namespace: string;
}

export interface TraceJob extends JobName {
  readonly script: string;
  /** Label selector of the traced pods; null: all of the namespace. */
  readonly labels: Readonly<Record<string, string>> | null;
  readonly duration: string;
  /** What else stands in the spec, and in its run. */
  readonly spec?: object;
  readonly run?: object;
}

/** Resolves when every node traces. */
export async function startJob(kubectl: Kubectl, job: TraceJob): Promise<void> {
  await applyJob(kubectl, job);
  await waitFor(kubectl, job, 'Attached', 30);
}

export async function applyJob(kubectl: Kubectl, job: TraceJob): Promise<void> {
  const selector = job.labels === null ? {} : { target: { pods: { selector: { matchLabels: job.labels } } } };
  const run = { duration: job.duration, ...job.run };
  const spec = { className: 'baseline', source: { inline: job.script }, ...selector, ...job.spec, run };
  const { kind = 'TraceJob', name, namespace } = job;
  const metadata = { name, ...(kind === 'TraceJob' ? { namespace } : {}) };
  await kubectl.apply(JSON.stringify({ apiVersion: 'bpfleet.dev/v1alpha1', kind, metadata, spec }));
}

/** Its status once it is finished, whatever the outcome. */
export async function finishedJob(kubectl: Kubectl, job: JobName, seconds = 90): Promise<JobStatus> {
  await waitFor(kubectl, job, 'Finished', seconds);
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

export async function waitFor(kubectl: Kubectl, job: JobName, type: string, seconds: number): Promise<void> {
  const waited = await kubectl.try('wait', `--for=condition=${type}`, ...argumentsOf(job), `--timeout=${seconds}s`);
  if (waited.code === 0) return;
  throw new Error(`${job.name}: no ${type}: ${waited.stderr}${JSON.stringify(await jobStatus(kubectl, job), null, 2)}`);
}

export async function jobStatus(kubectl: Kubectl, job: JobName): Promise<JobStatus> {
  return status.parse((await kubectl.get(...argumentsOf(job))).status);
}

function argumentsOf({ kind, namespace, name }: JobName): readonly string[] {
  return kind === undefined ? ['--namespace', namespace, `tracejob/${name}`] : [`clustertracejob/${name}`];
}
