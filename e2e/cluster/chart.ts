/**
 * The chart, installed with helm as a user does.
 *
 * Needs: a cluster, helm, the image on its nodes. Gives: an installed or upgraded release, whose pods are ready.
 */
import path from 'node:path';
import { type Answer, type Kubectl, runAgainst } from './kubectl.ts';
import { repository } from './settings.ts';

export const chartFolder = path.join(repository, 'charts/bpfleet');
export const release = 'bpfleet';
export const namespace = 'bpfleet-system';

/** Values by dotted name, as `--set-json` takes them. */
export type Values = Readonly<Record<string, unknown>>;

export class Helm {
  readonly #program: string;
  readonly #kubeconfig: string;

  constructor(program: string, kubeconfig: string) {
    this.#program = program;
    this.#kubeconfig = kubeconfig;
  }

  /** Whatever it answers. */
  async try(...args: readonly string[]): Promise<Answer> {
    return runAgainst(this.#kubeconfig, this.#program, args);
  }

  /** Its standard output; throws with everything that it said when it fails. */
  async run(...args: readonly string[]): Promise<string> {
    const answer = await this.try(...args);
    if (answer.code !== 0) throw new Error(`helm ${args.join(' ')} failed\n${answer.stdout}${answer.stderr}`);
    return answer.stdout;
  }
}

export const valueFlags = (values: Values): readonly string[] =>
  Object.entries(values).flatMap(([name, value]) => ['--set-json', `${name}=${JSON.stringify(value)}`]);

/** Installs it, or upgrades what is there, and waits until its pods are ready. */
export async function installChart(helm: Helm, kubectl: Kubectl, values: Values): Promise<void> {
  const where = ['--namespace', namespace, '--create-namespace'];
  const installed = await helm.try('upgrade', '--install', release, chartFolder, ...where, ...valueFlags(values));
  if (installed.code !== 0) throw new Error(`the chart cannot be installed\n${installed.stderr}`);
  for (const workload of [`daemonset/${release}-agent`, `deployment/${release}-operator`]) {
    const rollout = await kubectl.try('--namespace', namespace, 'rollout', 'status', workload, '--timeout=120s');
    if (rollout.code !== 0)
      throw new Error(`${workload} does not get ready\n${rollout.stderr}${await troubles(kubectl)}`);
  }
}

/** What `kubectl` knows of pods that do not run. */
async function troubles(kubectl: Kubectl): Promise<string> {
  const at = ['--namespace', namespace];
  const pods = await kubectl.try(...at, 'get', 'pods', '--output=wide');
  const events = await kubectl.try(...at, 'get', 'events', '--sort-by=.lastTimestamp');
  const logs = await kubectl.try(
    ...at,
    'logs',
    '--selector=app.kubernetes.io/part-of=bpfleet',
    '--tail=20',
    '--prefix',
  );
  return [pods, events, logs].map(({ stdout, stderr }) => stdout + stderr).join('\n');
}
