/** How many jobs run where, for those that wait. Pure. */
import type { Job, JobState } from '../jobs/job.ts';
import type { Running } from './gate.ts';

export function runningBeside(job: Job, states: readonly JobState[]): Running {
  const onNode = new Map<string, number>();
  let ofClass = 0;
  for (const { job: other, parts } of states) {
    if (other.uid === job.uid || other.startNs === null || other.outcome !== null) continue;
    if (other.spec.className === job.spec.className && other.kind === job.kind && other.namespace === job.namespace)
      ofClass += 1;
    for (const node of parts.keys()) onNode.set(node, (onNode.get(node) ?? 0) + 1);
  }
  return { ofClass, onNode };
}
