/** `kubectl bpfleet run` as a user and as a CI step has it: what it prints, and each of its exit codes. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { stringify } from 'yaml';
import * as z from 'zod';
import { type Exit, Process } from '../../harness/process.ts';
import { repository } from '../settings.ts';
import { installedCluster, nodeNames, testNamespace } from './installed.ts';
import { conditionOf, jobStatus, waitFor } from './jobs.ts';
import { makeEvents, mask, startPods } from './workload.ts';
import type { Installed } from '../project.ts';

const plugin = path.join(repository, 'bin/kubectl-bpfleet');
const probe = `tracepoint:syscalls:sys_enter_umask /args.mask == ${mask}/`;

const ends: (() => Promise<void>)[] = [];
let at: Installed;
let namespace = '';

before(async () => {
  at = await installedCluster();
  namespace = await testNamespace({ after: (end) => void ends.push(end) }, at, 'plugin');
  const [first = '', second = first] = await nodeNames(at);
  await startPods(at, namespace, [
    { name: 'one', app: 'counted', node: first },
    { name: 'two', app: 'counted', node: second },
  ]);
});
after(async () => {
  for (const end of ends) await end();
});

interface Ran extends Exit {
  readonly stdout: string;
  readonly stderr: string;
}

/** `meanwhile` once it says that it is attached. */
async function run(
  args: readonly string[],
  meanwhile: (child: Process) => Promise<void> = async () => Promise.resolve(),
  kubeconfig = at.kubectl.kubeconfig,
): Promise<Ran> {
  const child = new Process('kubectl-bpfleet', plugin, ['run', ...args], {
    env: { ...process.env, KUBECONFIG: kubeconfig },
  });
  const attached = child.waitFor(/^Attached on/m, 60_000).then(async () => meanwhile(child));
  const exit = await child.exited;
  await attached.catch((error: unknown) => {
    if (/^Attached on/m.test(child.stderr)) throw error;
  });
  return { ...exit, stdout: child.stdout, stderr: child.stderr };
}

const here = (): readonly string[] => ['-n', namespace, '-l', 'app=counted'];

async function events(): Promise<void> {
  await makeEvents(at, namespace, 'one', 3);
  await makeEvents(at, namespace, 'two', 2);
}

/** The job that a run made, by what it says at the end. */
function jobOf({ stderr }: Ran): { readonly name: string; readonly namespace: string } {
  const name = /tracejob\/(run-\S+)/.exec(stderr)?.[1] ?? '';
  assert.notEqual(name, '', stderr);
  return { name, namespace };
}

test('lines of all nodes as they come, then the merged maps; code 0', async () => {
  const script = `${probe} { @ = count(); @by[pod] = count(); printf("%s\\n", pod) }`;
  const ran = await run([...here(), '--duration', '12s', '-e', script], events);
  assert.equal(ran.code, 0, ran.stderr);
  const [lines = '', maps = ''] = ran.stdout.split('\n\n\n');
  assert.deepEqual(lines.split('\n').filter(Boolean).toSorted(), ['one', 'one', 'one', 'two', 'two']);
  assert.deepEqual(maps.split('\n').filter(Boolean), ['@: 5', '@by[two]: 2', '@by[one]: 3']);
  assert.match(ran.stderr, /^Attached on 2 nodes, 2 pods$/m);
  assert.match(ran.stderr, new RegExp(`^tracejob/run-\\S+ in namespace ${namespace} is kept for an hour$`, 'm'));
});

test('-o json: an object a line, as bpftrace -f json', async () => {
  const script = `${probe} { @by[pod] = count(); printf("hit\\n") }`;
  const ran = await run([...here(), '--duration', '12s', '-o', 'json', '-e', script], events);
  assert.equal(ran.code, 0, ran.stderr);
  const objects = ran.stdout
    .split('\n')
    .filter(Boolean)
    .map((line): unknown => JSON.parse(line));
  assert.deepEqual(objects, [
    ...Array.from({ length: 5 }, () => ({ type: 'printf', data: 'hit\n' })),
    { type: 'map', data: { '@by': { one: 3, two: 2 } } },
  ]);
});

test('through kubectl, of whole nodes', async () => {
  const { kubectl } = at;
  const folder = path.dirname(plugin);
  const script = 'BEGIN { printf("begun\\n"); exit() }';
  const ran = await kubectl.tryIn(
    { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    'bpfleet',
    'run',
    '-A',
    '--duration',
    '5s',
    '-e',
    script,
  );
  assert.equal(ran.code, 0, ran.stderr);
  const nodes = await nodeNames(at);
  assert.deepEqual(
    ran.stdout.split('\n').filter(Boolean),
    nodes.map(() => 'begun'),
  );
});

const codes: readonly {
  readonly name: string;
  readonly args: () => readonly string[];
  readonly code: number;
  readonly says: RegExp;
  readonly stdout?: RegExp;
}[] = [
  {
    name: 'an assertion that holds',
    args: () => [...here(), '--duration', '2s', '--assert', 'result.lost.events == 0', '-e', 'BEGIN { exit() }'],
    code: 0,
    says: /is kept for an hour/,
  },
  {
    name: 'an assertion that does not',
    args: () => [...here(), '--duration', '2s', '--assert', 'result.lines > 10', '-e', 'BEGIN { @x = 1; exit() }'],
    code: 1,
    says: /^ERROR: assert-1 does not hold: result\.lines > 10 is false: result\.lines = \d+$/m,
    stdout: /^@x/m,
  },
  {
    name: 'a script that does not compile',
    args: () => [...here(), '-e', 'BEGIN { @ = ; }'],
    code: 2,
    says: /^stdin:1:13: ERROR: /m,
  },
  { name: 'no script', args: () => [], code: 2, says: /give a script: -e SCRIPT/ },
  {
    name: 'a flag that is none',
    args: () => ['--colour', '-e', 'BEGIN {}'],
    code: 2,
    says: /unknown option '--colour'/,
  },
  {
    name: 'limits that the API server refuses',
    args: () => [...here(), '--duration', '99h', '-e', 'BEGIN {}'],
    code: 2,
    says: /duration/,
  },
  {
    name: 'pods that are not there',
    args: () => ['-n', namespace, '-l', 'app=nobody', '-e', 'BEGIN {}'],
    code: 3,
    says: /^NoTargets: no running container in \S+ matches$/m,
  },
];

for (const { name, args, code, says, stdout } of codes) {
  test(`${name}: code ${code}`, async () => {
    const ran = await run(args());
    assert.equal(ran.code, code, `${ran.stdout}${ran.stderr}`);
    assert.match(ran.stderr, says);
    if (stdout !== undefined) assert.match(ran.stdout, stdout);
  });
}

test('a time-out cancels the job: code 4', async () => {
  const ran = await run([...here(), '--duration', '5m', '--timeout', '4s', '-e', `${probe} { @ = count() }`]);
  assert.equal(ran.code, 4, ran.stderr);
  assert.match(
    ran.stderr,
    /^timed out: Attached on 2 nodes, 2 pods; tracejob\/run-\S+ in namespace \S+ was cancelled$/m,
  );
  await waitFor(at.kubectl, jobOf(ran), 'Finished', 60);
  assert.equal(conditionOf(await jobStatus(at.kubectl, jobOf(ran)), 'Succeeded'), 'False Cancelled');
});

test('Ctrl-C cancels the job and prints what there is: code 130', async () => {
  const ran = await run([...here(), '--duration', '5m', '-e', `${probe} { @by[pod] = count() }`], async (child) => {
    await events();
    child.kill('SIGINT');
  });
  assert.equal(ran.code, 130, ran.stderr);
  assert.match(ran.stderr, /^cancelling; Ctrl-C again leaves it to its deadline$/m);
  assert.deepEqual(ran.stdout.split('\n').filter(Boolean), ['@by[two]: 2', '@by[one]: 3']);
  assert.equal(conditionOf(await jobStatus(at.kubectl, jobOf(ran)), 'Succeeded'), 'False Cancelled');
});

test('one who may not use the class: code 5', async (context) => {
  const { kubectl } = at;
  const account = `${namespace}:default`;
  await kubectl.run(
    '-n',
    namespace,
    'create',
    'rolebinding',
    'edit',
    '--clusterrole=edit',
    `--serviceaccount=${account}`,
  );
  const token = (await kubectl.run('-n', namespace, 'create', 'token', 'default')).trim();
  const folder = mkdtempSync(path.join(tmpdir(), 'bpfleet-plugin-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const kubeconfig = path.join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, stringify(asUser(await kubectl.run('config', 'view', '--raw', '--output=json'), token)));
  const ran = await run([...here(), '-e', 'BEGIN { exit() }'], undefined, kubeconfig);
  assert.equal(ran.code, 5, ran.stderr);
  assert.match(ran.stderr, /you may not use the TraceClass baseline: ask an administrator/);
});

function asUser(config: string, token: string): object {
  const parsed = z.looseObject({ users: z.array(z.looseObject({ name: z.string() })) }).parse(JSON.parse(config));
  return { ...parsed, users: parsed.users.map(({ name }) => ({ name, user: { token } })) };
}
