/**
 * Answers of the result API.
 *
 * Needs: the jobs. Gives: a job's result as it stands, final or not. Reports: metav1.Status for what there is none of.
 */
import type { StoredLine } from '../db/load.ts';
import type { JobState } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { linesText } from '../result/lines.ts';
import type { Conclusions } from '../result/conclusions.ts';
import { apiGroup, apiGroupList, type NamedJob, resourceList, resultVersion } from './discovery.ts';
import type { Asked, View } from './request.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** So many lines in one answer: the next request goes on behind them. */
const maxLines = 5000;

/** So many results wait to be made: who asks for one more is asked to come again. */
const maxWaiting = 16;

/** What results are read from. */
export interface ResultSource {
  readonly jobs: Jobs;
  readonly conclusions: Conclusions;
}

export async function answer(source: ResultSource, asked: Asked, path: string): Promise<Answer> {
  switch (asked.kind) {
    case 'health':
      return { status: 200, type: 'text/plain; charset=utf-8', body: 'ok' };
    case 'group':
      return json(200, path === '/apis' ? apiGroupList : apiGroup);
    case 'resources':
      return json(200, resourceList);
    case 'nothing':
      return failure(404, 'NotFound', asked.message);
    case 'result': {
      const state = find(source.jobs, asked.job);
      if (state === null) {
        const { kind, namespace, name } = asked.job;
        const where = namespace === '' ? '' : ` in namespace ${namespace}`;
        return failure(404, 'NotFound', `the operator has nothing of a ${kind} ${name}${where}`);
      }
      return view(source, state, asked.view);
    }
  }
}

/** Of two of a name the newer: the older one is deleted and not yet gone. */
function find(jobs: Jobs, { kind, namespace, name }: NamedJob): JobState | null {
  const named = jobs.all().filter(({ job }) => job.kind === kind && job.namespace === namespace && job.name === name);
  return named.find(({ job }) => !job.deleted) ?? named.at(-1) ?? null;
}

async function view({ jobs, conclusions }: ResultSource, { job }: JobState, asked: View): Promise<Answer> {
  const finished = job.outcome !== null;
  if (asked.kind === 'lines') return lines(jobs.linesAfter(job.uid, asked.after, maxLines), finished, asked.after);
  if (conclusions.waiting >= maxWaiting)
    return failure(429, 'TooManyRequests', `${maxWaiting} results are being made: try again in some seconds`);
  const { files } = await conclusions.conclude({ stored: jobs.stored(job.uid), lines: [], assertions: [] });
  if (asked.kind === 'text') return { status: 200, type: 'text/plain; charset=utf-8', body: files.text };
  const head = JSON.stringify({
    kind: 'Result',
    apiVersion: resultVersion,
    metadata: { name: job.name, ...(job.namespace === '' ? {} : { namespace: job.namespace }), uid: job.uid },
    finished,
  });
  // The result is JSON already, and may be large.
  return { status: 200, type: 'application/json', body: `${head.slice(0, -1)},"result":${files.result}}\n` };
}

function lines(found: readonly (StoredLine & { readonly row: number })[], finished: boolean, after: number): Answer {
  const parsed: unknown[] = linesText(found)
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));
  return json(200, { lines: parsed, next: found.at(-1)?.row ?? after, finished: finished && found.length < maxLines });
}

export function failure(code: number, reason: string, message: string): Answer {
  return json(code, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code });
}

function json(status: number, body: unknown): Answer {
  return { status, type: 'application/json', body: `${JSON.stringify(body)}\n` };
}
