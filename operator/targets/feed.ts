/**
 * Tells each agent of the pods on its node.
 *
 * Needs: the cluster, and who is connected. Gives: everything to an agent that comes, and to all what changes.
 * Reports: nothing; an agent of a version without pods is told nothing.
 */
import { type Pod as WirePod, targetsProtocol } from '@bpfleet/proto';
import type { AgentConnection } from '../agents/connection.ts';
import type { ClusterView, PodChange } from './cluster-view.ts';
import { wirePod } from './wire.ts';

/** Far below what a message may have, with the longest names that there are. */
const podsInMessage = 200;

export function greet(view: ClusterView, connection: AgentConnection): void {
  if (connection.hello.protocol < targetsProtocol) return;
  const pods = [...view.podsOn(connection.hello.node).values()].map(wirePod);
  sendPods(connection, true, pods, []);
}

export function tell(
  view: ClusterView,
  agents: ReadonlyMap<string, { readonly connection: AgentConnection }>,
  changes: readonly PodChange[],
): void {
  for (const [node, ofNode] of Map.groupBy(changes, (change) => change.node)) {
    const connection = agents.get(node)?.connection;
    if (connection === undefined || connection.hello.protocol < targetsProtocol) continue;
    const there = view.podsOn(node);
    const uids = [...new Set(ofNode.map(({ uid }) => uid))];
    const pods = uids.flatMap((uid) => there.get(uid) ?? []).map(wirePod);
    const removed = uids.filter((uid) => !there.has(uid));
    sendPods(connection, false, pods, removed);
  }
}

function sendPods(
  connection: AgentConnection,
  reset: boolean,
  pods: readonly WirePod[],
  removed: readonly string[],
): void {
  connection.send({ kind: 'pods', value: { reset, pods: pods.slice(0, podsInMessage), removed } });
  for (let at = podsInMessage; at < pods.length; at += podsInMessage)
    connection.send({
      kind: 'pods',
      value: { reset: false, pods: pods.slice(at, at + podsInMessage), removed: [] },
    });
}
