/** The chart on a real API server: rendered in many ways, refused with a reason, installed, upgraded, removed. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { chartFolder, installChart, namespace, release, type Values, valueFlags } from '../chart.ts';
import type { Installed } from '../project.ts';
import { installedCluster } from './installed.ts';

const object = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });

/** Sound values; `has` and `lacks` are looked for among the lines `Kind/name` and in the text. */
const sound: readonly {
  readonly values: Values;
  readonly has: readonly RegExp[];
  readonly lacks: readonly RegExp[];
}[] = [
  {
    values: {},
    has: [/^DaemonSet\/bpfleet-agent$/m, /--ephemeral-state/, /--metrics=0\.0\.0\.0:9091/, /^Job\/bpfleet-end-jobs$/m],
    lacks: [/PersistentVolumeClaim/, /SYS_ADMIN/],
  },
  {
    values: {
      'crds.install': false,
      'classes.install': false,
      'admissionPolicy.install': false,
      'userRoles.install': false,
    },
    has: [/^ClusterRole\/bpfleet-operator$/m],
    lacks: [
      /^CustomResourceDefinition/m,
      /^TraceClass/m,
      /^ValidatingAdmissionPolicy/m,
      /^ClusterRole\/bpfleet-view$/m,
    ],
  },
  {
    values: { 'operator.persistence.enabled': true, 'operator.persistence.storageClassName': 'fast' },
    has: [/^PersistentVolumeClaim\/bpfleet-operator$/m, /storageClassName: fast/],
    lacks: [/--ephemeral-state/],
  },
  {
    values: { 'operator.persistence.enabled': true, 'operator.persistence.existingClaim': 'mine' },
    has: [/claimName: mine/],
    lacks: [/^PersistentVolumeClaim\//m],
  },
  { values: { 'tls.existingSecret': 'own', 'tls.caBundle': 'PEM' }, has: [/secretName: own/], lacks: [/^Secret\//m] },
  { values: { 'networkPolicy.enabled': false }, has: [], lacks: [/^NetworkPolicy/m] },
  {
    values: { 'networkPolicy.metricsFrom': [] },
    has: [/^NetworkPolicy\/bpfleet-operator$/m],
    lacks: [/namespaceSelector/],
  },
  { values: { 'agent.sysAdmin': true }, has: [/- SYS_ADMIN/], lacks: [] },
  { values: { 'agent.metricsPort': 9999 }, has: [/containerPort: 9999/, /port: 9999}/], lacks: [/9091/] },
  { values: { 'uninstall.endJobs': false }, has: [], lacks: [/^Job\//m] },
  {
    values: { 'image.digest': `sha256:${'0'.repeat(64)}`, imagePullSecrets: ['pull'] },
    has: [/image: ghcr\.io\/bpfleet\/bpfleet@sha256:0{64}$/m, /- name: pull$/m],
    lacks: [],
  },
  { values: { fullnameOverride: 'tracer' }, has: [/^DaemonSet\/tracer-agent$/m], lacks: [/^DaemonSet\/bpfleet/m] },
  {
    values: {
      commonLabels: { team: 'a' },
      'agent.tolerations': [],
      'agent.nodeSelector': { pool: 'x' },
      'agent.maxUnavailable': 1,
    },
    has: [/team: a/, /pool: x/, /maxUnavailable: 1$/m],
    lacks: [/operator: Exists/],
  },
];

/** Values that the schema refuses, and what it says. */
const refused: readonly { readonly values: Values; readonly says: RegExp }[] = [
  { values: { agents: {} }, says: /additional properties 'agents' not allowed/ },
  { values: { 'agent.loglevel': 'info' }, says: /at '\/agent': additional properties 'loglevel' not allowed/ },
  { values: { 'agent.logLevel': 'loud' }, says: /at '\/agent\/logLevel': value must be one of/ },
  { values: { 'agent.terminationGracePeriodSeconds': 1 }, says: /minimum: got 1, want 30/ },
  { values: { 'agent.maxUnavailable': '0%' }, says: /at '\/agent\/maxUnavailable'/ },
  { values: { 'agent.nodeCgroup': 'relative' }, says: /at '\/agent\/nodeCgroup'/ },
  { values: { 'operator.port': 80 }, says: /at '\/operator\/port': minimum: got 80, want 1,?024/ },
  { values: { 'operator.persistence.size': 'big' }, says: /at '\/operator\/persistence\/size'/ },
  { values: { 'image.digest': 'latest' }, says: /at '\/image\/digest'/ },
  { values: { 'tls.existingSecret': 'own' }, says: /tls\.caBundle is missing/ },
  { values: { 'serviceAccountToken.expirationSeconds': 60 }, says: /minimum: got 60, want 600/ },
];

const where = ['--namespace', namespace];

/** For a namespace without the release: the API server would merge with what it finds. */
async function render({ helm }: Installed, values: Values): Promise<string> {
  return helm.run('template', release, chartFolder, '--namespace', 'default', ...valueFlags(values));
}

test('the chart is sound by helm lint', async () => {
  const { helm } = await installedCluster();
  await helm.run('lint', '--strict', chartFolder);
});

test('every combination of values gives objects that the API server takes', async (context) => {
  const at = await installedCluster();
  for (const { values, has, lacks } of sound) {
    await context.test(JSON.stringify(values), async () => {
      const text = await render(at, values);
      const objects = parseAllDocuments(text).map((document) => document.toJS() as unknown);
      const names = objects.filter((each) => each !== null).map((each) => object.parse(each));
      const list = [...names.map(({ kind, metadata }) => `${kind}/${metadata.name}`), text].join('\n');
      for (const pattern of has) assert.match(list, pattern);
      for (const pattern of lacks) assert.doesNotMatch(list, pattern);
      assert.equal(new Set(list.split('\n').slice(0, names.length)).size, names.length, 'an object twice');
      await at.kubectl.apply(text, ['--dry-run=server', '--force-conflicts']);
    });
  }
});

/** What can be switched on or off, by itself: in every combination. */
const switches = [
  'crds.install',
  'classes.install',
  'admissionPolicy.install',
  'userRoles.install',
  'networkPolicy.enabled',
  'operator.persistence.enabled',
  'uninstall.endJobs',
] as const;

test(`all ${2 ** switches.length} combinations of switches render`, async () => {
  const at = await installedCluster();
  const all = Array.from(
    { length: 2 ** switches.length },
    (_, bits): Values => Object.fromEntries(switches.map((name, index) => [name, (bits & (1 << index)) !== 0])),
  );
  const seen = new Set<string>();
  for (const values of all) {
    const documents = parseAllDocuments(await render(at, values)).map((document) => document.toJS() as unknown);
    const objects = documents.filter((each) => each !== null).map((each) => object.parse(each));
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    assert.equal(new Set(names).size, names.length, `an object twice: ${JSON.stringify(values)}`);
    seen.add(names.toSorted().join(' '));
  }
  assert.equal(seen.size, all.length, 'each switch changes what is installed');
});

test('wrong values are refused with their place', async (context) => {
  const { helm } = await installedCluster();
  for (const { values, says } of refused) {
    await context.test(JSON.stringify(values), async () => {
      const answer = await helm.try('template', release, chartFolder, ...where, ...valueFlags(values));
      assert.notEqual(answer.code, 0);
      assert.match(answer.stderr, says);
    });
  }
});

test('an upgrade renews kinds and pods, and keeps certificate, classes and jobs', async (context) => {
  const at = await installedCluster();
  const { kubectl, helm } = at;
  const secret = async (): Promise<string> =>
    kubectl.run(...where, 'get', 'secret', `${release}-operator-tls`, '--output=jsonpath={.data.tls\\.crt}');
  const uid = async (what: string): Promise<string> => kubectl.run('get', what, '--output=jsonpath={.metadata.uid}');
  const before = await secret();
  const classBefore = await uid('traceclass/baseline');

  const older = mkdtempSync(path.join(tmpdir(), 'bpfleet-chart-'));
  context.after(() => rmSync(older, { recursive: true }));
  cpSync(chartFolder, older, { recursive: true });
  const crd = path.join(older, 'files/crds/traceclasses.yaml');
  writeFileSync(crd, readFileSync(crd, 'utf8').replace('      - tc\n', '      - tcold\n'));
  const upgrade = async (chart: string, ...flags: string[]): Promise<void> =>
    void (await helm.run('upgrade', release, chart, ...where, '--reuse-values', ...flags));

  await upgrade(older);
  await kubectl.run('get', 'tcold');
  await upgrade(chartFolder, '--set', 'operator.logLevel=debug');
  await kubectl.run(...where, 'rollout', 'status', `deployment/${release}-operator`, '--timeout=120s');
  await kubectl.run('get', 'tc');
  const args = await kubectl.run(...where, 'get', 'deployment', `${release}-operator`, '--output=jsonpath={..args}');
  assert.match(args, /--log-level=debug/);
  assert.equal(await secret(), before);
  assert.equal(await uid('traceclass/baseline'), classBefore);
  await upgrade(chartFolder, '--set', 'operator.logLevel=info');
});

test('helm test passes', async () => {
  const { helm } = await installedCluster();
  await helm.run('test', release, ...where, '--timeout=60s');
});

test('uninstalling ends jobs, and keeps them and the kinds; installing again takes them over', async () => {
  const at = await installedCluster();
  const { kubectl, helm } = at;
  const values = z
    .looseObject({})
    .parse(JSON.parse(await helm.run('get', 'values', release, ...where, '--output=json')));
  await kubectl.apply(
    JSON.stringify({
      apiVersion: 'bpfleet.dev/v1alpha1',
      kind: 'TraceJob',
      metadata: { name: 'kept', namespace: 'default' },
      spec: { source: { inline: 'BEGIN { exit() }' }, run: { duration: '1s' } },
    }),
  );
  await kubectl.run('wait', '--for=condition=Finished', 'tracejob/kept', '--timeout=60s');
  await kubectl.apply(
    JSON.stringify({
      apiVersion: 'bpfleet.dev/v1alpha1',
      kind: 'ClusterTraceJob',
      metadata: { name: 'runs' },
      spec: { source: { inline: 'interval:s:1 { @ = count() }' }, run: { duration: '10m' } },
    }),
  );
  await kubectl.run('wait', '--for=condition=Attached', 'clustertracejob/runs', '--timeout=60s');
  await helm.run('uninstall', release, ...where, '--wait');
  const runs = await kubectl.get('clustertracejob', 'runs');
  assert.equal(runs.metadata['finalizers'], undefined, 'nothing holds it');
  const outcome = '--output=jsonpath={.status.conditions[?(@.type=="Succeeded")].reason}';
  assert.equal(await kubectl.run('get', 'clustertracejob', 'runs', outcome), 'Cancelled');
  await kubectl.run('get', 'tracejob', 'kept');
  await kubectl.run('get', 'traceclass', 'baseline');
  const workloads = await kubectl.run(...where, 'get', 'daemonset,deployment,secret', '--output=name');
  assert.equal(workloads.includes(release), false, workloads);
  await installChart(helm, kubectl, values);
  await kubectl.run('delete', 'tracejob/kept', '--timeout=60s');
  await kubectl.run('delete', 'clustertracejob/runs', '--timeout=60s');
});
