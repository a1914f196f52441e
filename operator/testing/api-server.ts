/**
 * A real kube-apiserver and etcd on loopback, for tests: there is no other way to know what one does.
 *
 * Needs: their programs, named by BPFLEET_KUBE_APISERVER and BPFLEET_ETCD, or built by e2e/cluster into the cache.
 * Gives: an API server with RBAC, our manifests applied, and users by name. Everything is gone at the end.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createWriteStream, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { Api, applyPatch } from '../kube/api.ts';
import { at, list } from '../kube/json.ts';
import { apiPath } from '../kube/paths.ts';

/** Users by name, with their groups. */
const users: Readonly<Record<string, string>> = { admin: 'system:masters', operator: '', alice: '', bob: '' };

const manifests = join(import.meta.dirname, '../../charts/bpfleet/files');

export class ApiServer {
  readonly folder: string;
  readonly #ports: { readonly api: number; readonly etcd: number; readonly peer: number };
  #etcd: ChildProcess | null = null;
  #apiServer: ChildProcess | null = null;
  readonly #apis: Api[] = [];
  #hasKinds = false;

  private constructor(folder: string, ports: readonly number[]) {
    this.folder = folder;
    const [api = 0, etcd = 0, peer = 0] = ports;
    this.#ports = { api, etcd, peer };
  }

  /** With our kinds, policy, roles and classes. */
  static async start(context: { after(end: () => Promise<void>): void }): Promise<ApiServer> {
    const server = new ApiServer(mkdtempSync(join(tmpdir(), 'bpfleet-apiserver-')), await freePorts(3));
    context.after(() => server.stop());
    writeFileSync(
      join(server.folder, 'tokens.csv'),
      Object.entries(users)
        .map(([name, groups]) => `${name}-token,${name},${name}-uid,"${groups}"\n`)
        .join(''),
    );
    execFileSync('openssl', ['genrsa', '-out', join(server.folder, 'accounts.key'), '2048'], { stdio: 'ignore' });
    await server.startEtcd();
    await server.startApiServer();
    await server.applyManifests();
    server.#hasKinds = true;
    return server;
  }

  async startEtcd(): Promise<void> {
    const { etcd, peer } = this.#ports;
    this.#etcd = this.#spawn('etcd', [
      `--data-dir=${join(this.folder, 'etcd')}`,
      `--listen-client-urls=http://127.0.0.1:${etcd}`,
      `--advertise-client-urls=http://127.0.0.1:${etcd}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ]);
    await Promise.resolve();
  }

  async startApiServer(): Promise<void> {
    const key = join(this.folder, 'accounts.key');
    this.#apiServer = this.#spawn('kube-apiserver', [
      `--etcd-servers=http://127.0.0.1:${this.#ports.etcd}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${this.#ports.api}`,
      `--cert-dir=${join(this.folder, 'certificates')}`,
      `--token-auth-file=${join(this.folder, 'tokens.csv')}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.0.0.0/24',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      // No controller makes ServiceAccounts here, and pods are made by tests.
      '--disable-admission-plugins=ServiceAccount',
    ]);
    for (const deadline = Date.now() + 90_000; ; await sleep(100)) {
      if (this.#apiServer.exitCode !== null) throw new Error(`kube-apiserver ended: ${this.log('kube-apiserver')}`);
      if (Date.now() > deadline) throw new Error(`kube-apiserver is not ready: ${this.log('kube-apiserver')}`);
      if (!existsSync(join(this.folder, 'certificates/apiserver.crt'))) continue;
      const answers = await Promise.all(this.#paths().map((path) => this.#answers(path)));
      if (answers.every((answer) => answer)) return;
    }
  }

  /** What answers once it is up; our kinds last, where they were applied before. */
  #paths(): readonly string[] {
    const policies = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
    const own = this.#hasKinds ? [apiPath('tracejobs'), apiPath('clustertracejobs'), apiPath('traceclasses')] : [];
    return [policies, '/api/v1/namespaces/default', ...own];
  }

  async #answers(path: string): Promise<boolean> {
    return this.api('admin')
      .call({ method: 'GET', path })
      .then(
        () => true,
        () => false,
      );
  }

  /** Lets etcd forget the past, as kube-apiserver does every five minutes. */
  async compact(): Promise<void> {
    const ask = (path: string, body: object): Promise<unknown> =>
      fetch(`http://127.0.0.1:${this.#ports.etcd}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) }).then(
        (response) => response.json(),
      );
    const revision = at(await ask('range', { key: 'AA==' }), 'header', 'revision');
    await ask('compaction', { revision, physical: true });
  }

  /** As `kill -9`. */
  async killApiServer(): Promise<void> {
    await end(this.#apiServer, 'SIGKILL');
  }

  async stop(): Promise<void> {
    for (const api of this.#apis.splice(0)) api.close();
    // An API server whose etcd has gone may never end.
    await end(this.#apiServer, 'SIGKILL');
    await end(this.#etcd, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  kubeconfig(user: string): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'test',
          cluster: {
            server: `https://127.0.0.1:${this.#ports.api}`,
            'certificate-authority': join(this.folder, 'certificates/apiserver.crt'),
          },
        },
      ],
      users: [{ name: user, user: { token: `${user}-token` } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user } }],
      'current-context': 'test',
    });
  }

  api(user: string): Api {
    const known = this.#byUser.get(user);
    if (known !== undefined) return known;
    const config = new KubeConfig();
    config.loadFromString(this.kubeconfig(user));
    const api = new Api(config);
    this.#byUser.set(user, api);
    this.#apis.push(api);
    return api;
  }

  readonly #byUser = new Map<string, Api>();

  /** As `kubectl apply --server-side` of an administrator. */
  async apply(...objects: readonly KubeObject[]): Promise<void> {
    for (const object of objects) {
      const path = await this.#pathOf(object);
      const query = { fieldManager: 'test', force: true };
      await this.api('admin').call({ method: 'PATCH', path, query, body: object, contentType: applyPatch });
    }
  }

  async applyManifests(): Promise<void> {
    const read = (name: string): readonly KubeObject[] =>
      parseAllDocuments(readFileSync(join(manifests, name), 'utf8')).map((document) => document.toJS() as KubeObject);
    const crds = globSync('crds/*.yaml', { cwd: manifests }).flatMap(read);
    await this.apply(...crds, ...read('roles.yaml'), ...read('policy.yaml'));
    for (const { metadata } of crds) await this.#established(metadata.name);
    await this.apply(...read('classes.yaml'));
    const subject = { kind: 'User', name: 'operator', apiGroup: 'rbac.authorization.k8s.io' };
    await this.bind('operator', 'bpfleet-operator', subject.name);
    await this.bindRole('default', 'operator-lease', 'operator', [
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
    ]);
  }

  /** A ClusterRole for a user. */
  async bind(name: string, clusterRole: string, user: string, namespace: string | null = null): Promise<void> {
    await this.apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: namespace === null ? 'ClusterRoleBinding' : 'RoleBinding',
      metadata: { name, ...(namespace === null ? {} : { namespace }) },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: clusterRole },
      subjects: [{ kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' }],
    });
  }

  async bindRole(namespace: string, name: string, user: string, rules: readonly object[]): Promise<void> {
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    await this.apply(
      { apiVersion, kind: 'Role', metadata: { name, namespace }, rules },
      {
        apiVersion,
        kind: 'RoleBinding',
        metadata: { name, namespace },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
        subjects: [{ kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' }],
      },
    );
  }

  async #established(name: string): Promise<void> {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
    for (const deadline = Date.now() + 20_000; ; await sleep(50)) {
      const conditions = list(at(await this.api('admin').call({ method: 'GET', path }), 'status', 'conditions'));
      const isSo = (type: string): boolean =>
        conditions.some((one) => at(one, 'type') === type && at(one, 'status') === 'True');
      if (isSo('Established')) {
        assert.ok(!isSo('NonStructuralSchema'), JSON.stringify(conditions));
        return;
      }
      if (Date.now() > deadline) throw new Error(`${name} is not established: ${JSON.stringify(conditions)}`);
    }
  }

  async #pathOf({ apiVersion, kind, metadata }: KubeObject): Promise<string> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const plural = kind.endsWith('s') ? `${kind}es` : kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
    const of = metadata.namespace === undefined ? '' : `namespaces/${metadata.namespace}/`;
    return Promise.resolve(`${root}/${of}${plural.toLowerCase()}/${metadata.name}`);
  }

  log(program: string): string {
    return readFileSync(join(this.folder, `${program}.log`), 'utf8').slice(-4000);
  }

  #spawn(program: keyof typeof programs, args: readonly string[]): ChildProcess {
    const child = spawn(programOf(program), [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(join(this.folder, `${program}.log`), { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.on('error', (error) => log.write(String(error)));
    return child;
  }
}

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string } & Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

const programs = { etcd: 'BPFLEET_ETCD', 'kube-apiserver': 'BPFLEET_KUBE_APISERVER' } as const;

function programOf(name: keyof typeof programs): string {
  const given = process.env[programs[name]];
  if (given !== undefined) return given;
  const cache =
    process.env['BPFLEET_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'bpfleet');
  const [found] = globSync(`programs/*/${name}`, { cwd: cache });
  if (found !== undefined) return join(cache, found);
  throw new Error(`there is no ${name} in ${cache}: \`npm run cluster\` builds it, or set ${programs[name]}`);
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function end(child: ChildProcess | null, signal: NodeJS.Signals): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await closed;
}
