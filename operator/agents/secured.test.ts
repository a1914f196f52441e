/** Agents with tokens, over TLS: only who has proven its node is let in, and what others try does not reach the protocol. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { credentials, type ChannelCredentials, Metadata } from '@grpc/grpc-js';
import { readFileSync } from 'node:fs';
import { TestAgent, testOperatorName } from '../testing/agent.ts';
import { makeCertificates } from '../testing/certificates.ts';
import { temporaryFolder } from '../testing/jobs.ts';
import { exampleTarget, silent } from '../testing/operator.ts';
import type { AgentConnection } from './connection.ts';
import type { Authenticate, Authentication } from './identity.ts';
import { type AgentServer, serveAgents } from './server.ts';

const target = exampleTarget();
const refused = (reason: string): Authentication => ({ kind: 'refused', reason, retry: false });

/** A token of the form `node/pod` is one of that pod on that node. */
const byForm: Authenticate = async (token) => {
  await sleep(5);
  const [node, podUid] = token.split('/');
  if (node === 'down') throw new Error('connect ECONNREFUSED');
  return node === undefined || podUid === undefined
    ? refused('not a token')
    : { kind: 'identity', identity: { node, podUid } };
};

class Secured {
  readonly connected: AgentConnection[] = [];
  readonly gone: string[] = [];
  readonly #server: AgentServer;
  readonly #ca: string;
  readonly #context: TestContext;

  private constructor(context: TestContext, server: (own: Secured) => AgentServer, ca: string) {
    this.#context = context;
    this.#ca = ca;
    this.#server = server(this);
  }

  static async start(context: TestContext): Promise<Secured> {
    const files = makeCertificates(temporaryFolder(context), testOperatorName);
    const own: { it: Secured | null } = { it: null };
    const ignore = (): void => undefined;
    const server = await serveAgents(
      { listen: '127.0.0.1:0', tls: { certificate: files.certificate, key: files.key }, authenticate: byForm },
      {
        onConnected: (connection) => own.it?.connected.push(connection),
        onGone: ({ hello }, why) => own.it?.gone.push(`${hello.node}: ${why}`),
        onTarget: ignore,
        onStatus: ignore,
        onSnapshot: ignore,
        onRounds: ignore,
        onLines: ignore,
      },
      { heartbeatMs: 200, nowNs: () => BigInt(Date.now()) * 1_000_000n, log: silent },
    );
    context.after(() => server.close());
    own.it = new Secured(context, () => server, files.ca);
    return own.it;
  }

  get tls(): ChannelCredentials {
    return credentials.createSsl(readFileSync(this.#ca));
  }

  /** Opens a stream and says hello as `node`. */
  dial(node: string, token: string | null, channel: ChannelCredentials = this.tls): TestAgent {
    const metadata = new Metadata();
    if (token !== null) metadata.set('authorization', `Bearer ${token}`);
    const agent = new TestAgent(this.#server.address, node, { channel, metadata });
    this.#context.after(() => agent.close());
    agent.hello(target);
    return agent;
  }
}

test('an agent with a token of its node is welcomed; what others try is not', async (t) => {
  const operator = await Secured.start(t);
  const good = operator.dial('n1', 'n1/pod-1');
  await good.next('welcome');
  const check = async (agent: TestAgent, code: string, text: RegExp): Promise<void> => {
    const ended = await agent.end();
    assert.equal(ended.code, code, ended.text);
    assert.match(ended.text, text);
  };
  await check(operator.dial('n2', null), 'UNAUTHENTICATED', /agents present a token/);
  await check(operator.dial('n2', 'nonsense'), 'UNAUTHENTICATED', /not a token/);
  await check(
    operator.dial('n2', `${'x'.repeat(7000)}/${'y'.repeat(10_000)}`),
    'UNAUTHENTICATED',
    /agents present a token/,
  );
  await check(operator.dial('n2', 'n3/pod-3'), 'PERMISSION_DENIED', /of an agent on node n3, and hello says n2/);
  await check(operator.dial('n2', 'down/x'), 'UNAVAILABLE', /could not be checked: connect ECONNREFUSED/);
  await check(operator.dial('n2', 'n2/pod-2', credentials.createInsecure()), 'UNAVAILABLE', /./);
  assert.deepEqual(
    operator.connected.map(({ hello }) => hello.node),
    ['n1'],
  );
  assert.equal(good.ended, null);
});

test('a client that does not know the CA does not get as far as its token', async (t) => {
  const operator = await Secured.start(t);
  const agent = operator.dial('n1', 'n1/pod-1', credentials.createSsl());
  assert.match((await agent.end()).text, /self-signed|unable to verify|certificate/);
});

test('the newer agent of a node takes over at once: both have proven that they are of that node', async (t) => {
  const operator = await Secured.start(t);
  const first = operator.dial('n1', 'n1/pod-1');
  await first.next('welcome');
  const second = operator.dial('n1', 'n1/pod-2');
  await second.next('welcome');
  assert.match((await first.end()).text, /another agent of this node took over/);
  assert.equal(second.ended, null);
});

test('streams that break while their token is checked leave nothing behind', async (t) => {
  const operator = await Secured.start(t);
  const agents = Array.from({ length: 20 }, (_, index) => operator.dial(`n${index}`, `n${index}/pod`));
  for (const agent of agents) agent.close();
  await sleep(100);
  const good = operator.dial('n1', 'n1/pod-1');
  await good.next('welcome');
  assert.ok(operator.connected.length >= 1);
});

test('beyond loopback it listens with TLS and identities only', async () => {
  const handlers = {} as Parameters<typeof serveAgents>[1];
  const options = { heartbeatMs: 200, nowNs: () => 0n, log: silent };
  const check = (
    tls: null | { readonly certificate: string; readonly key: string },
    authenticate: Authenticate | null,
  ) =>
    assert.rejects(
      serveAgents({ listen: '0.0.0.0:0', tls, authenticate }, handlers, options),
      /0\.0\.0\.0:0 is not a loopback/,
    );
  await check(null, null);
  await check(null, byForm);
  await check({ certificate: 'a', key: 'b' }, null);
});
