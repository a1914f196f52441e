import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterTraceJobSpec, traceClass } from '@bpfleet/proto';
import type { Job } from '../jobs/job.ts';
import { exampleJob } from '../testing/jobs.ts';
import { clusterView, pod } from '../testing/cluster.ts';
import type { ClusterView, Pod } from './cluster-view.ts';
import { scopeOf } from './scope.ts';

const everyday = clusterView({
  nodes: { a: { zone: 'x' }, b: { zone: 'y' }, c: { zone: 'y' } },
  namespaces: { shop: { team: 'shop' }, other: {} },
  pods: [
    pod('u1', 'shop/web-1', 'a', { app: 'web' }, 'app', 'proxy', 'setup:init', 'debug:ephemeral'),
    pod('u2', 'shop/web-2', 'b', { app: 'web' }),
    pod('u3', 'shop/db-1', 'b', { app: 'db' }),
    pod('u4', 'other/web-1', 'c', { app: 'web' }),
    pod('u5', 'shop/pending', '', { app: 'web' }),
    { ...pod('u6', 'shop/ended', 'c', { app: 'web' }), live: false },
    pod('u7', 'shop/creating', 'c', { app: 'web' }, 'app:unstarted'),
  ],
});

interface Case {
  readonly kind?: Job['kind'];
  readonly target?: object;
  readonly job?: Partial<Job>;
  readonly nodes?: object;
  readonly view?: ClusterView;
}

function started(one: Pod, sinceNs: bigint): Pod {
  return { ...one, containers: one.containers.map((container) => ({ ...container, sinceNs })) };
}

/** `a: u1/app u1/proxy`, by node; for whole nodes their names. */
function check(
  { kind = 'TraceJob', target = {}, job = {}, nodes = {}, view = everyday }: Case,
  ...expected: readonly string[]
): void {
  const spec = clusterTraceJobSpec.parse({ source: { inline: 'begin { }' }, run: { duration: '10s' }, target });
  const namespace = kind === 'TraceJob' ? 'shop' : '';
  const klass = traceClass.shape.spec.parse({ nodes });
  const scope = scopeOf(exampleJob({ kind, namespace, spec, startNs: null, ...job }), view, klass);
  const texts =
    scope.targets === null
      ? ['a', 'b', 'c', 'unknown'].filter((node) => scope.includes(node))
      : [...scope.targets].map(
          ([node, targets]) => `${node}: ${targets.map(({ podUid, container }) => `${podUid}/${container}`).join(' ')}`,
        );
  assert.deepEqual(texts.toSorted(), expected);
}

const web = { selector: { matchLabels: { app: 'web' } } };

test('a TraceJob has pods of its own namespace', () => {
  check({}, 'a: u1/app u1/proxy u1/debug', 'b: u2/app u3/app');
  check({ target: { pods: web } }, 'a: u1/app u1/proxy u1/debug', 'b: u2/app');
  check({ target: { pods: { ...web, names: ['web-2', 'db-1'] } } }, 'b: u2/app');
  check({ target: { pods: { names: ['nothing'] } } });
  // Whatever somebody writes there: the namespace is its own.
  check({ target: { namespaces: { names: ['other'] }, pods: web } }, 'a: u1/app u1/proxy u1/debug', 'b: u2/app');
});

test('containers by name and kind', () => {
  check({ target: { containers: { names: ['app'] } } }, 'a: u1/app', 'b: u2/app u3/app');
  check(
    { target: { pods: { names: ['web-1'] }, containers: { includeInit: true } } },
    'a: u1/app u1/proxy u1/setup u1/debug',
  );
  check({ target: { pods: { names: ['web-1'] }, containers: { includeEphemeral: false } } }, 'a: u1/app u1/proxy');
});

test('a ClusterTraceJob has whole nodes, or pods of the namespaces that it selects', () => {
  const kind = 'ClusterTraceJob';
  check({ kind }, 'a', 'b', 'c', 'unknown');
  check({ kind, target: { nodes: { names: ['b', 'unknown'] } } }, 'b', 'unknown');
  check({ kind, target: { nodes: { selector: { matchLabels: { zone: 'y' } } } } }, 'b', 'c');
  check({ kind, nodes: { selector: { matchLabels: { zone: 'x' } } } }, 'a');
  check({ kind, target: { pods: web } }, 'a: u1/app u1/proxy u1/debug', 'b: u2/app', 'c: u4/app');
  check({ kind, target: { namespaces: { names: ['other'] } } }, 'c: u4/app');
  check(
    { kind, target: { namespaces: { selector: { matchLabels: { team: 'shop' } } }, nodes: { names: ['a'] } } },
    'a: u1/app u1/proxy u1/debug',
  );
  check({ kind, target: { pods: web }, nodes: { selector: { matchLabels: { zone: 'y' } } } }, 'b: u2/app', 'c: u4/app');
});

test('Snapshot: what it began with, and nothing that came later', () => {
  const target = { pods: web, membership: 'Snapshot' };
  check({ target }, 'a: u1/app u1/proxy u1/debug', 'b: u2/app');
  check({ target, job: { startNs: 1n, selected: ['u1/app', 'u9/app'] } }, 'a: u1/app');
  const resumed = { atNs: 2n, desired: 2 };
  check({ target, job: { startNs: 1n, resumed } }, 'a: u1/app u1/proxy u1/debug', 'b: u2/app');
  check({ target, job: { startNs: 1n, resumed, selected: ['u1/app'] } }, 'a: u1/app');
  // With the operator's database went what it began with: what was not there then is told by its age.
  const later = clusterView({
    nodes: { a: {} },
    namespaces: { shop: {} },
    pods: [started(pod('u1', 'shop/web-1', 'a', { app: 'web' }), 5n), started(pod('u2', 'shop/web-2', 'a', {}), 6n)],
  });
  const all = { target: { membership: 'Snapshot' }, view: later };
  check({ ...all, job: { startNs: 5n, resumed } }, 'a: u1/app');
  check({ ...all, job: { startNs: 5n, resumed, selected: ['u2/app'] } }, 'a: u2/app');
  check({ ...all, job: { startNs: null } }, 'a: u1/app u2/app');
  check(
    { target: { pods: web }, job: { startNs: 1n, selected: ['u1/app'] } },
    'a: u1/app u1/proxy u1/debug',
    'b: u2/app',
  );
});
