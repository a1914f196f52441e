/**
 * The project on a cluster: its image on the nodes, its chart installed. On a cluster that is not ours, by KUBECONFIG, the image comes
 * from wherever that cluster pulls it.
 *
 * Needs: root for a cluster of ours. Gives: an Installed that tests talk to. Reports: what a foreign cluster lacks.
 */
import { clientsFolder } from './binaries/clients.ts';
import { Helm, installChart, type Values } from './chart.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { groupOf } from './facts.ts';
import { projectImage } from './images/project.ts';
import { Kubectl } from './kubectl.ts';
import { imagesOf, importImage } from './node/containerd.ts';
import { type ClusterSettings, SettingsError, statePaths } from './settings.ts';
import { step } from './steps.ts';

export interface Installed {
  readonly kubectl: Kubectl;
  readonly helm: Helm;
  /** Null: a cluster that is not ours. */
  readonly cluster: Cluster | null;
}

/** Starts or finds the cluster, and brings it up to the state of this checkout. */
export async function installProject(settings: ClusterSettings, env: NodeJS.ProcessEnv): Promise<Installed> {
  const kubeconfig = foreignCluster(settings, env);
  if (kubeconfig !== null) return installForeign(settings, kubeconfig, env);
  const cluster = await startCluster(settings);
  const { facts, kubectl } = cluster;
  const { image, archive } = await projectImage(settings.cache);
  const nodes = Array.from({ length: facts.nodes }, (_, at) => at + 1);
  await step('image to the nodes', async () =>
    Promise.all(
      nodes.map(async (node) => {
        if (!(await imagesOf(facts, node)).includes(image)) await importImage(facts, node, archive);
      }),
    ),
  );
  const helm = new Helm(facts.programs['helm'] ?? '', kubectl.kubeconfig);
  // All nodes share one kernel: each agent keeps to its own node's processes.
  const values = { ...imageValues(image), 'agent.nodeCgroup': `${groupOf(facts)}/$(NODE_NAME)` };
  await step('chart', async () => installChart(helm, kubectl, values));
  return { kubectl, helm, cluster };
}

/** KUBECONFIG, unless it leads to the cluster that we would start ourselves. */
function foreignCluster({ name }: ClusterSettings, env: NodeJS.ProcessEnv): string | null {
  const kubeconfig = env['KUBECONFIG'] ?? '';
  return kubeconfig === '' || kubeconfig === statePaths(name).kubeconfig ? null : kubeconfig;
}

async function installForeign(
  { cache }: ClusterSettings,
  kubeconfig: string,
  env: NodeJS.ProcessEnv,
): Promise<Installed> {
  const image = env['BPFLEET_IMAGE'];
  if (image === undefined) {
    throw new SettingsError(
      `KUBECONFIG leads to a cluster that is not ours (${kubeconfig}): push the image where it pulls from, and name it in ` +
        'BPFLEET_IMAGE=REPOSITORY:TAG; or unset KUBECONFIG to start a cluster here',
    );
  }
  const clients = await clientsFolder(cache);
  const kubectl = new Kubectl(`${clients}/kubectl`, kubeconfig);
  const helm = new Helm(`${clients}/helm`, kubeconfig);
  await step(`chart, on the cluster of ${kubeconfig}`, async () => installChart(helm, kubectl, imageValues(image)));
  return { kubectl, helm, cluster: null };
}

function imageValues(image: string): Values {
  const colon = image.lastIndexOf(':');
  if (colon <= image.lastIndexOf('/')) throw new SettingsError(`image '${image}': name a tag, as in REPOSITORY:TAG`);
  return { 'image.repository': image.slice(0, colon), 'image.tag': image.slice(colon + 1) };
}
