/** What a request to the result API asks for. */
import { type NamedJob, resultVersion } from './discovery.ts';

export type Asked =
  | { readonly kind: 'group' }
  | { readonly kind: 'resources' }
  | { readonly kind: 'health' }
  | { readonly kind: 'result'; readonly job: NamedJob; readonly view: View }
  | { readonly kind: 'nothing'; readonly message: string };

export type View =
  /** The merged maps as JSON, or in bpftrace's look. */
  | { readonly kind: 'json' | 'text' }
  /** What the script printed, from a place on. */
  | { readonly kind: 'lines'; readonly after: number };

const resultPath =
  /^\/(?:namespaces\/(?<namespace>[a-z0-9-]{1,63})\/(?<job>tracejobs)|(?<cluster>clustertracejobs))\/(?<name>[a-z0-9.-]{1,253})\/result$/;

export function readRequest(url: string): Asked {
  const { pathname, searchParams } = new URL(url, 'https://operator');
  if (pathname === '/healthz' || pathname === '/readyz' || pathname === '/livez') return { kind: 'health' };
  const base = `/apis/${resultVersion}`;
  if (pathname === '/apis' || pathname === base.slice(0, base.lastIndexOf('/'))) return { kind: 'group' };
  if (pathname === base) return { kind: 'resources' };
  const match = pathname.startsWith(base) ? resultPath.exec(pathname.slice(base.length)) : null;
  if (match?.groups === undefined) return { kind: 'nothing', message: `there is no ${pathname}` };
  const { namespace = '', cluster, name = '' } = match.groups;
  const job: NamedJob = { kind: cluster === undefined ? 'TraceJob' : 'ClusterTraceJob', namespace, name };
  const view = readView(searchParams);
  return typeof view === 'string' ? { kind: 'nothing', message: view } : { kind: 'result', job, view };
}

function readView(parameters: URLSearchParams): View | string {
  const view = parameters.get('view') ?? 'json';
  if (view === 'json' || view === 'text') return { kind: view };
  if (view !== 'lines') return `view is json, text or lines, not ${JSON.stringify(view)}`;
  const after = parameters.get('after') ?? '0';
  if (!/^\d{1,15}$/.test(after)) return `after is a number that an answer gave as next, not ${JSON.stringify(after)}`;
  return { kind: 'lines', after: Number(after) };
}
