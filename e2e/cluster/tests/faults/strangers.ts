/**
 * Who dials the operator and is no agent, or is one that lies. They come through a port that kubectl forwards; TLS and tokens are the
 * real ones.
 */
import assert from 'node:assert/strict';
import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { credentials, Metadata } from '@grpc/grpc-js';
import { describeTarget, liveTarget } from '@bpfleet/agent';
import { type Ended, type Opening, TestAgent } from '../../../../operator/testing/agent.ts';
import type { Process } from '../../../harness/process.ts';
import { namespace as systemNamespace, release } from '../../chart.ts';
import type { Kubectl } from '../../kubectl.ts';
import { nodeName } from '../../machine/network.ts';
import { statePaths } from '../../settings.ts';
import { conditionOf } from '../jobs.ts';
import type { Bench } from './bench.ts';
import { agentPod } from './parts.ts';
import type { Fault } from './rows.ts';

const inSystem = ['--namespace', systemNamespace];
const account = `${release}-agent`;
const audience = '--audience=bpfleet-operator';
const target = describeTarget(liveTarget(null, null, null));

/** The operator as strangers see it. */
class Door {
  readonly #forward: Process;
  readonly #ca: Buffer;
  readonly address: string;

  private constructor(forward: Process, ca: Buffer, address: string) {
    this.#forward = forward;
    this.#ca = ca;
    this.address = address;
  }

  static async open(kubectl: Kubectl): Promise<Door> {
    const forward = kubectl.start(...inSystem, 'port-forward', `deployment/${release}-operator`, ':7460');
    const [, port = ''] = await forward.waitFor(/127\.0\.0\.1:(\d+)/);
    const secret = ['get', 'secret', `${release}-operator-tls`, '--output=jsonpath={.data.ca\\.crt}'];
    return new Door(forward, Buffer.from(await kubectl.run(...inSystem, ...secret), 'base64'), `127.0.0.1:${port}`);
  }

  how(token: string | null): Opening {
    const metadata = new Metadata();
    if (token !== null) metadata.set('authorization', `Bearer ${token}`);
    const serverName = `${release}-operator.${systemNamespace}.svc`;
    return { channel: credentials.createSsl(this.#ca), metadata, serverName };
  }

  /** Says hello as an agent of `node`; how the operator ends that. */
  async turnedAway(token: string | null, node: string): Promise<Ended> {
    const agent = new TestAgent(this.address, node, this.how(token));
    try {
      agent.hello(target.text);
      return await agent.end();
    } finally {
      agent.close();
    }
  }

  async close(): Promise<void> {
    await this.#forward.stop();
  }
}

/** As kubelet projects it into the agent's pod on a node. */
async function agentToken(kubectl: Kubectl, node: number): Promise<string> {
  const { name, uid } = (await agentPod(kubectl, node)).metadata;
  const bound = ['--bound-object-kind=Pod', `--bound-object-name=${name}`, `--bound-object-uid=${uid}`];
  return (await kubectl.run(...inSystem, 'create', 'token', account, audience, ...bound)).trim();
}

/** The same token with other times, signed with the cluster's own key. */
function withTimes(token: string, cluster: string, times: { readonly iat: number; readonly exp: number }): string {
  const [header = '', claims = ''] = token.split('.');
  const changed = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), ...times, nbf: times.iat };
  const signed = `${header}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}`;
  const key = readFileSync(path.join(statePaths(cluster).pki, 'tokens.key'));
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

interface Stranger {
  readonly id: string;
  readonly fault: string;
  readonly token: (bench: Bench) => Promise<string | null>;
  readonly node: string;
  readonly code: string;
  readonly says: RegExp;
}

const now = (): number => Math.floor(Date.now() / 1000);

const strangers: readonly Stranger[] = [
  {
    id: 'no-token',
    fault: 'a stream without a token',
    token: async () => Promise.resolve(null),
    node: 'node-1',
    code: 'UNAUTHENTICATED',
    says: /^agents present a token/,
  },
  {
    id: 'other-account',
    fault: "another ServiceAccount's token",
    token: async ({ kubectl, namespace }) =>
      (await kubectl.run('-n', namespace, 'create', 'token', 'default', audience)).trim(),
    node: 'node-1',
    code: 'UNAUTHENTICATED',
    says: /system:serviceaccount:\S+:default/,
  },
  {
    id: 'other-audience',
    fault: "an agent's token for another audience",
    token: async ({ kubectl }) => (await kubectl.run(...inSystem, 'create', 'token', account)).trim(),
    node: 'node-1',
    code: 'UNAUTHENTICATED',
    says: /./,
  },
  {
    id: 'no-pod',
    fault: "a token of the agents' account that belongs to no pod",
    token: async ({ kubectl }) => (await kubectl.run(...inSystem, 'create', 'token', account, audience)).trim(),
    node: 'node-1',
    code: 'UNAUTHENTICATED',
    says: /pod/,
  },
  {
    id: 'expired',
    fault: "an agent's token that has expired",
    token: async ({ kubectl, cluster }) =>
      withTimes(await agentToken(kubectl, 1), cluster.facts.name, { iat: now() - 3600, exp: now() - 60 }),
    node: 'node-1',
    code: 'UNAUTHENTICATED',
    says: /./,
  },
  {
    id: 'other-node',
    fault: 'an agent that lies about its node: the token is of node-1, hello says node-2',
    token: async ({ kubectl, cluster }) =>
      // What the expired one is but for its times: so it is those that were refused there.
      withTimes(await agentToken(kubectl, 1), cluster.facts.name, { iat: now() - 5, exp: now() + 600 }),
    node: 'node-2',
    code: 'PERMISSION_DENIED',
    says: /^the token is of an agent on node node-1, and hello says node-2$/,
  },
];

const turnedAway = ({ id, fault, token, node, code, says }: Stranger): Fault => ({
  id,
  fault,
  must: `refused with ${code}; a job that runs is exact`,
  bring: async (bench) => {
    const job = await bench.start({ duration: '10s' });
    const door = await Door.open(bench.kubectl);
    try {
      await bench.events('one', 500);
      const ended = await door.turnedAway(await token(bench), node);
      await bench.events('two', 300);
      assert.equal(ended.code, code, ended.text);
      assert.match(ended.text, says);
      const status = await bench.exact(job);
      assert.equal(conditionOf(status, 'Succeeded'), 'True Completed');
      assert.equal(conditionOf(status, 'Degraded'), 'False FullCoverage');
      return `${ended.code}; ${bench.countText()}, nothing missing`;
    } finally {
      await door.close();
    }
  },
});

const garbage: Fault = {
  id: 'garbage',
  fault: 'a stream of garbage, of one who has the token of an agent',
  must: 'that stream is closed; the agent comes back, the job is exact',
  bring: async (bench) => {
    const job = await bench.start({ duration: '40s' });
    const door = await Door.open(bench.kubectl);
    const token = await agentToken(bench.kubectl, 1);
    try {
      await bench.events('one', 500);
      const agent = await TestAgent.connect(door.address, nodeName(1), target, {}, door.how(token));
      agent.sendBytes(Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 151 + 7) & 255)));
      const { code } = await agent.end();
      agent.close();
      assert.equal(code, 'INVALID_ARGUMENT');
      await bench.events('one', 300);
      await bench.events('two', 200);
      const status = await bench.exact(job);
      assert.equal(conditionOf(status, 'Succeeded'), 'True Completed', JSON.stringify(status));
      return `${code}; ${bench.countText()}`;
    } finally {
      await door.close();
    }
  },
};

const poor = 'node-without-field';

/** A node that Kubernetes knows, and a pod on it whose token is real; the agent is ours, and its kernel lacks a field. */
const mixedFleet: Fault = {
  id: 'mixed-fleet',
  fault: 'a mixed fleet: the kernel of one node lacks a field that the script uses',
  must: 'that node is skipped with the reason, the others are exact',
  bring: async (bench) => {
    const { kubectl } = bench;
    const lacking = { ...target, text: target.text.replace(/("syscalls:sys_enter_umask":.*?)\["mask"/, '$1["other"') };
    assert.notEqual(lacking.text, target.text);
    const door = await Door.open(kubectl);
    try {
      await kubectl.apply(poorNode);
      const uid = await kubectl.run(...inSystem, 'get', 'pod', poor, '--output=jsonpath={.metadata.uid}');
      const bound = ['--bound-object-kind=Pod', `--bound-object-name=${poor}`, `--bound-object-uid=${uid}`];
      const token = (await kubectl.run(...inSystem, 'create', 'token', account, audience, ...bound)).trim();
      const agent = await TestAgent.connect(door.address, poor, lacking, {}, door.how(token));
      const status = await bench.onNodes([nodeName(1), nodeName(2), poor], '60%');
      agent.close();
      assert.equal(conditionOf(status, 'Succeeded'), 'True Completed', JSON.stringify(status));
      assert.equal(conditionOf(status, 'Degraded'), 'True NodeSkipped');
      const [skipped, ...others] = status.notableNodes;
      assert.deepEqual([skipped?.node, skipped?.state, skipped?.reason, others], [poor, 'Skipped', 'FieldMissing', []]);
      return `Succeeded=True, Completed; ${bench.countText()}; ${poor}: Skipped, FieldMissing: “${skipped?.message ?? ''}”`;
    } finally {
      await door.close();
      await kubectl.try(...inSystem, 'delete', 'pod', poor, '--force', '--grace-period=0');
      await kubectl.try('delete', 'node', poor);
    }
  },
};

const poorNode = `apiVersion: v1
kind: Node
metadata: {name: ${poor}}
---
apiVersion: v1
kind: Pod
metadata: {name: ${poor}, namespace: ${systemNamespace}}
spec:
  nodeName: ${poor}
  serviceAccountName: ${account}
  tolerations: [{operator: Exists}]
  containers: [{name: none, image: none}]
`;

export const fromOutside: readonly Fault[] = [...strangers.map(turnedAway), garbage, mixedFleet];
