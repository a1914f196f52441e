/**
 * `npm run cluster`: starts the cluster of this checkout; `npm run cluster -- stop` removes it without a trace.
 * Ends with 0, 2 for a wrong command line or environment, 1 for what went wrong.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { errorMessage } from '@bpfleet/proto/error-message';
import { type Cluster, findCluster, startCluster, stopCluster } from './cluster.ts';
import { clusterNames, readFacts } from './facts.ts';
import { installProject } from './project.ts';
import { clusterSettings, type ClusterSettings, SettingsError } from './settings.ts';
import { say } from './steps.ts';

const usage = `usage: npm run cluster -- [start|stop|list] [--name NAME] [--nodes N] [--bare]

  start   builds what is missing, starts control plane and nodes, builds the image and installs the chart; brings a
          running cluster up to the state of this checkout (default). With KUBECONFIG set, installs the chart there
  stop    ends and removes everything that start made, also after a crash
  list    the clusters of this machine

  --name  tells clusters on one machine apart; the default is BPFLEET_CLUSTER, or the name of this checkout's folder
  --nodes how many nodes start with; the default is 2
  --bare  only Kubernetes: no image, no chart
`;

async function main(): Promise<void> {
  const { values, positionals } = parse();
  if (values.help === true) return void process.stdout.write(usage);
  const nodes = values.nodes === undefined ? null : Number(values.nodes);
  const settings = clusterSettings(process.env, { name: values.name ?? null, nodes });
  const [command = 'start', ...rest] = positionals;
  if (rest.length > 0) throw new SettingsError(`unexpected '${rest.join(' ')}'\n${usage}`);
  switch (command) {
    case 'start':
      return values.bare === true ? ready(await startCluster(settings)) : start(settings);
    case 'stop':
      if (!(await stopCluster(settings.name))) say(`there is no cluster '${settings.name}'`);
      return;
    case 'list':
      return list();
    default:
      throw new SettingsError(`unknown command '${command}'\n${usage}`);
  }
}

interface CommandLine {
  readonly values: { name?: string; nodes?: string; bare?: boolean; help?: boolean };
  readonly positionals: readonly string[];
}

function parse(): CommandLine {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const options = { name: text, nodes: text, bare: flag, help: { ...flag, short: 'h' } } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new SettingsError(`${errorMessage(error)}\n${usage}`);
  }
}

async function start(settings: ClusterSettings): Promise<void> {
  const { cluster } = await installProject(settings, process.env);
  if (cluster !== null) ready(cluster);
}

function ready({ facts, kubectl }: Cluster): void {
  say(`cluster '${facts.name}' runs with ${facts.nodes} nodes; to use it:`);
  const folders = ['kubectl', 'helm'].map((name) => path.dirname(facts.programs[name] ?? ''));
  process.stdout.write(`export KUBECONFIG=${kubectl.kubeconfig} PATH=${folders.join(':')}:$PATH\n`);
}

function list(): void {
  for (const name of clusterNames()) {
    const state = findCluster(name) === null ? 'does not run' : 'runs';
    process.stdout.write(`${name}\t${state}\t${readFacts(name)?.checkout ?? ''}\n`);
  }
}

try {
  await main();
} catch (error) {
  const expected = error instanceof SettingsError;
  const text = expected || !(error instanceof Error) ? errorMessage(error) : (error.stack ?? error.message);
  process.stderr.write(`cluster: error: ${text}\n`);
  process.exitCode = expected ? 2 : 1;
}
