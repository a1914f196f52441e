/** An agent as far as the wire goes: a real gRPC client that says what a test tells it to, bytes included. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { StoredTarget } from '@bpfleet/compiler';
import {
  type ChannelCredentials,
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata,
  status,
  type StatusObject,
} from '@grpc/grpc-js';
import {
  type AgentMessage,
  agentService,
  channelOptions,
  decodeOperatorMessage,
  encodeAgentMessage,
  type Hello,
  type OperatorMessage,
  protocolVersion,
} from '@bpfleet/proto';

export interface Ended {
  /** `INVALID_ARGUMENT`, … */
  readonly code: string;
  readonly text: string;
}

/** In the certificates of tests. */
export const testOperatorName = 'operator.test';

export interface Opening {
  readonly channel?: ChannelCredentials;
  readonly metadata?: Metadata;
  /** In the operator's certificate. */
  readonly serverName?: string;
}

type Kind = OperatorMessage['kind'];
type Value<K extends Kind> = Extract<OperatorMessage, { kind: K }>['value'];

const waitMs = 10_000;

export class TestAgent {
  readonly received: OperatorMessage[] = [];
  readonly node: string;
  ended: Ended | null = null;
  readonly #client: Client;
  readonly #stream: ClientDuplexStream<Uint8Array, OperatorMessage>;
  readonly #taken = new Map<Kind, number>();
  #health: NodeJS.Timeout | null = null;

  /** Opens a stream and says nothing. */
  constructor(address: string, node: string, how: Opening = {}) {
    this.node = node;
    this.#client = new Client(address, how.channel ?? credentials.createInsecure(), {
      ...channelOptions,
      'grpc.max_send_message_length': -1,
      // Node takes no address for the name in a certificate.
      ...(how.channel === undefined ? {} : { 'grpc.ssl_target_name_override': how.serverName ?? testOperatorName }),
    });
    const serialize = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
    this.#stream = this.#client.makeBidiStreamRequest(
      agentService.connect.path,
      serialize,
      decodeOperatorMessage,
      how.metadata ?? new Metadata(),
    );
    this.#stream.on('data', (message: OperatorMessage) => this.received.push(message));
    this.#stream.on('error', () => undefined);
    this.#stream.on('status', ({ code, details }: StatusObject) => {
      this.quiet();
      this.ended = { code: status[code] ?? String(code), text: details };
    });
  }

  /** Says hello, is welcomed, and gives its Target whenever it is asked. */
  static async connect(
    address: string,
    node: string,
    target: string | StoredTarget,
    change: Partial<Hello> = {},
    how: Opening = {},
  ): Promise<TestAgent> {
    const agent = new TestAgent(address, node, how);
    const { text, parts } = typeof target === 'string' ? { text: target, parts: [] } : target;
    agent.#stream.on('data', ({ kind, value }: OperatorMessage) => {
      if (kind !== 'targetRequest') return;
      agent.sendTarget(parts.find(({ digest }) => digest === value.digest)?.read() ?? text);
    });
    agent.hello(text, change);
    const { heartbeatMs } = await agent.next('welcome');
    agent.#health = setInterval(
      () => agent.send({ kind: 'health', value: { wallClockNs: nowNs(), sessions: 0 } }),
      heartbeatMs,
    );
    return agent;
  }

  hello(targetText: string, change: Partial<Hello> = {}): void {
    const facts = { architecture: 'x86_64', kernelRelease: '6.1.0', wallClockNs: nowNs(), held: [] };
    const hello: Hello = {
      protocol: protocolVersion,
      node: this.node,
      version: 'test',
      targetDigest: digestOf(targetText),
      ...facts,
      ...change,
    };
    this.send({ kind: 'hello', value: hello });
  }

  /** A Target's text, or a part of one. */
  sendTarget(content: string | Uint8Array): void {
    const data = gzipSync(content);
    const half = Math.ceil(data.length / 2);
    const digest = digestOf(content);
    this.send({ kind: 'targetChunk', value: { digest, data: data.subarray(0, half), index: 0, last: false } });
    this.send({ kind: 'targetChunk', value: { digest, data: data.subarray(half), index: 1, last: true } });
  }

  send(message: AgentMessage): void {
    this.sendBytes(encodeAgentMessage(message));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#stream.write(bytes);
  }

  /** The next message of a kind that was not taken yet; waits for it. */
  async next<K extends Kind>(kind: K): Promise<Value<K>> {
    for (const deadline = Date.now() + waitMs; ; await sleep(5)) {
      const taken = this.#taken.get(kind) ?? 0;
      const message = this.received.filter((one) => one.kind === kind)[taken];
      if (message !== undefined) {
        this.#taken.set(kind, taken + 1);
        return message.value as Value<K>;
      }
      if (this.ended !== null)
        throw new Error(`${this.node}: no ${kind}: the stream ended: ${JSON.stringify(this.ended)}`);
      if (Date.now() > deadline)
        throw new Error(
          `${this.node}: no ${kind} within ${waitMs} ms; got ${JSON.stringify(this.received.map((one) => one.kind))}`,
        );
    }
  }

  /** How the operator ended the stream. */
  async end(): Promise<Ended> {
    for (const deadline = Date.now() + waitMs; this.ended === null; await sleep(5)) {
      if (Date.now() > deadline) throw new Error(`${this.node}: the stream goes on`);
    }
    return this.ended;
  }

  /** Its process hangs. */
  quiet(): void {
    if (this.#health !== null) clearInterval(this.#health);
  }

  /** Its process is killed. */
  close(): void {
    this.quiet();
    this.#stream.cancel();
    this.#client.close();
  }
}

export function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

export function digestOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
