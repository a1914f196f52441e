import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterTraceJobSpec, traceClass } from '@bpfleet/proto';
import type { Job } from '../jobs/job.ts';
import { clusterView, pod } from '../testing/cluster.ts';
import { exampleJob, second } from '../testing/jobs.ts';
import { scopeOf } from '../targets/scope.ts';
import { gateOf, type Running } from './gate.ts';

interface Case {
  readonly spec?: object;
  readonly kind?: Job['kind'];
  /** Null: there is none of that name. */
  readonly traceClass?: object | null;
  readonly connected?: readonly string[];
  readonly running?: Partial<Running>;
  /** Seconds since the job was made. */
  readonly age?: number;
  readonly kubernetes?: boolean;
}

function check(one: Case, expected: string | RegExp): void {
  const { spec = {}, kind = 'ClusterTraceJob', connected = ['a'], running = {}, age = 100, kubernetes = true } = one;
  const view = kubernetes
    ? clusterView({
        nodes: { a: {}, b: {} },
        namespaces: { shop: { team: 'shop' } },
        pods: [pod('u1', 'shop/web-1', 'a', { app: 'web' })],
      })
    : null;
  const parsed = one.traceClass === null ? null : traceClass.shape.spec.parse(one.traceClass ?? {});
  const job = exampleJob({
    kind,
    namespace: kind === 'TraceJob' ? 'shop' : '',
    startNs: null,
    spec: clusterTraceJobSpec.parse({ source: { inline: 'begin { }' }, run: { duration: '10s' }, ...spec }),
  });
  const gate = gateOf(
    {
      job,
      view,
      traceClass: parsed,
      scope: scopeOf(job, view, parsed),
      connected,
      running: { ofClass: 0, onNode: new Map(), ...running },
      operatorStartedNs: 0n,
    },
    job.createdNs + BigInt(age) * second,
  );
  const text = gate.kind === 'open' ? 'open' : `${gate.kind} ${gate.reason}: ${gate.message}`;
  if (typeof expected === 'string') assert.equal(text, expected);
  else assert.match(text, expected);
}

test('a job of a class that is there, for nodes that are there, may begin', () => {
  check({}, 'open');
  check({ kind: 'TraceJob' }, 'open');
  check({ kubernetes: false, traceClass: null, connected: [] }, 'open');
});

test('suspended', () => {
  check({ spec: { suspend: true }, traceClass: null }, 'wait Suspended: spec.suspend is true');
});

test('without Kubernetes there are no pods', () => {
  check(
    { kubernetes: false, spec: { target: { pods: {} } } },
    /^end Forbidden: a job that selects pods needs Kubernetes/,
  );
});

test('a class that is not there is waited for a moment', () => {
  check({ traceClass: null, age: 1 }, /^wait Queued: there is no TraceClass baseline/);
  check({ traceClass: null, age: 6 }, /^end ClassNotFound: there is no TraceClass baseline/);
});

test('above the ceilings of its class, with every one of them named', () => {
  check({ spec: { run: { duration: '1h' } } }, 'open');
  check({ spec: { run: { duration: '1h1s' } } }, 'end Forbidden: class baseline: spec.run.duration is above 1h');
  check(
    { spec: { limits: { maxMapBytesPerNode: '65Mi', maxMapKeys: 70_000 } } },
    'end Forbidden: class baseline: spec.limits.maxMapKeys is above 65536; spec.limits.maxMapBytesPerNode is above 64Mi',
  );
  const forOthers = { namespaces: { selector: { matchLabels: { team: 'core' } } } };
  check({ kind: 'TraceJob', traceClass: forOthers }, 'end Forbidden: class baseline: it is not for the namespace shop');
  check({ traceClass: forOthers }, 'open');
});

test('without targets: as noTargets says, after a moment', () => {
  const nobody = { pods: { selector: { matchLabels: { app: 'nobody' } } } };
  check(
    { kind: 'TraceJob', spec: { target: nobody }, age: 1 },
    /^wait NoTargets: no running container in shop matches/,
  );
  check({ kind: 'TraceJob', spec: { target: nobody } }, /^end NoTargets: no running container in shop matches/);
  check({ kind: 'TraceJob', spec: { target: { ...nobody, noTargets: 'Wait' } } }, /^wait NoTargets/);
  check({ kind: 'TraceJob', spec: { target: { ...nobody, noTargets: 'Succeed' } } }, /^end NoTargets/);
  check({ connected: [] }, 'end NoTargets: no agent is connected on the 2 nodes that match');
  // A node that was named is told of, connected or not.
  check({ connected: [], spec: { target: { nodes: { names: ['b'] } } } }, 'open');
});

test('concurrency by class and namespace, and by node', () => {
  check({ running: { ofClass: 3 } }, 'open');
  check({ running: { ofClass: 4 } }, 'wait Queued: 4 jobs of class baseline run: 4 may at once');
  check(
    { kind: 'TraceJob', running: { ofClass: 4 } },
    'wait Queued: 4 jobs of class baseline run in shop: 4 may at once',
  );
  check({ running: { onNode: new Map([['a', 16]]) } }, 'wait Queued: node a runs 16 jobs: 16 may at once');
  check({ running: { onNode: new Map([['b', 16]]) } }, 'open');
});
