/**
 * The cluster's network: one bridge on the host, one network namespace for the control plane and for each node.
 *
 *   host 10.201.N.1 ── bridge bpfleetN ─┬─ control plane 10.201.N.2
 *                                       ├─ node-1 10.201.N.11, pods 10.244.1.0/24
 *                                       └─ node-2 10.201.N.12, pods 10.244.2.0/24
 *
 * N is the first that is free on this machine. Ports, services and pods may be the same in all clusters: only the bridge is shared
 * with the host. Needs: root, iproute2.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Process, run } from '../../harness/process.ts';

export const serviceCidr = '10.96.0.0/16';
export const podCidr = '10.244.0.0/16';
export const apiServiceAddress = '10.96.0.1';
export const controlPlane = 'control-plane';

const highest = 99;

export const nodeAddress = (index: number, node: number): string => `10.201.${index}.${10 + node}`;
export const controlAddress = (index: number): string => `10.201.${index}.2`;
const hostAddress = (index: number): string => `10.201.${index}.1`;
export const podCidrOf = (node: number): string => `10.244.${node}.0/24`;
export const nodeName = (node: number): string => `node-${node}`;

const aliasOf = (cluster: string): string => `bpfleet cluster ${cluster}`;

/** What `nsenter` takes. Not `ip netns exec`: that mounts a /sys without cgroups. */
export const namespaceFile = (index: number, member: string): string => `/run/netns/${namespaceName(index, member)}`;
const bridge = (index: number): string => `bpfleet${index}`;
const namespaceName = (index: number, member: string): string => `${bridge(index)}-${member}`;

const ip = async (...args: readonly string[]): Promise<void> => void (await run(`ip ${args.join(' ')}`, 'ip', args));

/**
 * Takes the first free network. `intend` is called before something is made under a number, so that it can be found after a crash.
 */
export async function takeNetwork(cluster: string, intend: (index: number) => void): Promise<number> {
  for (let index = 0; index <= highest; index++) {
    if (existsSync(`/sys/class/net/${bridge(index)}`)) continue;
    intend(index);
    const made = new Process('ip link add', 'ip', ['link', 'add', bridge(index), 'type', 'bridge']);
    if ((await made.exited).code === 0) {
      await ip('link', 'set', bridge(index), 'alias', aliasOf(cluster));
      return index;
    }
    // Another cluster took it in this moment, or it cannot be made at all.
    if (!existsSync(`/sys/class/net/${bridge(index)}`)) throw new Error(`cannot make a bridge\n${made.report()}`);
  }
  throw new Error(`all ${highest + 1} networks for clusters are taken: stop some, see "ip link show type bridge"`);
}

export async function makeNetwork(index: number, nodes: number): Promise<void> {
  await ip('address', 'add', `${hostAddress(index)}/24`, 'dev', bridge(index));
  await ip('link', 'set', bridge(index), 'up');
  await addMember(index, controlPlane, 0, controlAddress(index));
  for (let node = 1; node <= nodes; node++) await addMember(index, nodeName(node), node, nodeAddress(index, node));
  for (const member of [controlPlane, ...Array.from({ length: nodes }, (_, at) => nodeName(at + 1))]) {
    for (let node = 1; node <= nodes; node++) {
      if (member === nodeName(node)) continue;
      await ip('-n', namespaceName(index, member), 'route', 'add', podCidrOf(node), 'via', nodeAddress(index, node));
    }
  }
}

/** Pulls the member's cable, or plugs it in again. */
export async function setCable(index: number, number: number, state: 'up' | 'down'): Promise<void> {
  await ip('link', 'set', linkOf(index, number), state);
}

const linkOf = (index: number, number: number): string => `${bridge(index)}v${number}`;

async function addMember(index: number, member: string, number: number, address: string): Promise<void> {
  const namespace = namespaceName(index, member);
  const outside = linkOf(index, number);
  await ip('netns', 'add', namespace);
  await ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
  await ip('link', 'set', outside, 'master', bridge(index), 'up');
  await ip('-n', namespace, 'link', 'set', 'lo', 'up');
  await ip('-n', namespace, 'address', 'add', `${address}/24`, 'dev', 'eth0');
  await ip('-n', namespace, 'link', 'set', 'eth0', 'up');
  // Nothing is routed further, but service addresses are only translated where a route exists.
  await ip('-n', namespace, 'route', 'add', 'default', 'via', hostAddress(index));
  const forward = ['--net=' + namespaceFile(index, member), 'sysctl', '-qw', 'net.ipv4.ip_forward=1'];
  await run('sysctl', 'nsenter', forward);
}

/** Also what a crash left of it. What another cluster has taken under this number meanwhile stays. */
export async function removeNetwork(index: number, cluster: string): Promise<void> {
  const alias = `/sys/class/net/${bridge(index)}/ifalias`;
  if (existsSync(alias) && !['', aliasOf(cluster)].includes(readFileSync(alias, 'utf8').trim())) return;
  const namespaces = existsSync('/run/netns') ? readdirSync('/run/netns') : [];
  for (const name of namespaces.filter((namespace) => namespace.startsWith(`${bridge(index)}-`)))
    await ip('netns', 'delete', name);
  if (existsSync(`/sys/class/net/${bridge(index)}`)) await ip('link', 'delete', bridge(index));
}
