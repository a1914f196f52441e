/** What there is of jobs at the API server, kept up to date: a Reflector for each of their kinds. */
import type { JobKind } from '@bpfleet/proto';
import type { Log } from '../log.ts';
import type { Api } from './api.ts';
import { type JobObject, pruneJob } from './jobs.ts';
import { listPath } from './paths.ts';
import { Reflector } from './reflector.ts';

const kinds: readonly JobKind[] = ['TraceJob', 'ClusterTraceJob'];

export function jobReflectors(api: Api, log: Log, onChange: () => void): readonly Reflector<JobObject>[] {
  return kinds.map(
    (kind) =>
      new Reflector<JobObject>({
        api,
        log,
        path: listPath(kind),
        prune: (object) => pruneJob(kind, object),
        onChange,
      }),
  );
}
