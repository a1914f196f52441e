/**
 * Before an uninstallation: all jobs end while there is an operator that ends them, and nothing holds up their deletion afterwards.
 *
 * Needs: the API server, and so long a patience. Gives: how many jobs are held no more only because this took them loose: there was
 * no operator, or their agents did not answer; the leases of those have them detach. Reports: ApiError; to the log, each job.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { refKey } from '../store/store.ts';
import { type Api, mergePatch } from './api.ts';
import { isMissing } from './api-error.ts';
import { applyFinalizers, identityOf } from './apply.ts';
import { jobReflectors } from './job-reflectors.ts';
import type { JobObject } from './jobs.ts';
import { objectPath } from './paths.ts';

const lookMs = 200;

export async function endJobs(api: Api, log: Log, patienceMs: number): Promise<number> {
  const reflectors = jobReflectors(api, log, () => undefined);
  const held = (): readonly JobObject[] =>
    reflectors.flatMap(({ objects }) => [...objects.values()].filter((job) => job.held));
  try {
    await Promise.all(reflectors.map((reflector) => reflector.start()));
    const asked = new Set<string>();
    for (const deadline = Date.now() + patienceMs; held().length > 0 && Date.now() < deadline; await sleep(lookMs)) {
      // Others may begin meanwhile.
      const more = held().filter(({ ref }) => !asked.has(ref.uid));
      for (const { ref } of more) asked.add(ref.uid);
      await Promise.all(more.map(async (job) => cancel(api, log, job)));
    }
    const left = held();
    for (const { ref } of left) {
      log.warn({ job: refKey(ref) }, 'nobody ended the job: what holds its deletion is taken off');
      await applyFinalizers(api, ref, []).catch(ignoreMissing);
    }
    return left.length;
  } finally {
    for (const reflector of reflectors) reflector.close();
  }
}

async function cancel(api: Api, log: Log, { ref }: JobObject): Promise<void> {
  log.info({ job: refKey(ref) }, 'cancelling the job');
  const body = { metadata: identityOf(ref).metadata, spec: { cancel: true } };
  await api.call({ method: 'PATCH', path: objectPath(ref), body, contentType: mergePatch }).catch(ignoreMissing);
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}
