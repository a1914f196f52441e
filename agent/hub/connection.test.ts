/** Over real sockets: the client under test against grpc-js servers on loopback, well-behaved and not. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type handleBidiStreamingCall,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceDefinition,
  status,
} from '@grpc/grpc-js';
import {
  type AgentMessage,
  agentService,
  encodeOperatorMessage,
  type OperatorMessage,
  type Received,
  type ServerStream,
} from '@bpfleet/proto';
import { Connection, type ConnectionTimes, ProtocolError } from './connection.ts';

const hello: AgentMessage = {
  kind: 'hello',
  value: {
    protocol: 1,
    node: 'node-a',
    version: '0.1.0',
    targetDigest: 'd1',
    architecture: 'x86_64',
    kernelRelease: '6.18.0',
    wallClockNs: 1n,
    held: [],
  },
};
const welcome: OperatorMessage = { kind: 'welcome', value: { protocol: 1, heartbeatMs: 1000 } };
const cancel: OperatorMessage = { kind: 'cancel', value: { jobUid: 'u', reason: '' } };
const health: AgentMessage = { kind: 'health', value: { wallClockNs: 1n, sessions: 0 } };

const quick: Partial<ConnectionTimes> = { backoff: { baseMs: 20, maxMs: 100 } };

/** Resolves once `holds`; fails with `what` after half a minute: machines that test are busy. */
async function until(what: string, holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; !holds(); await sleep(5)) assert.ok(Date.now() < deadline, what);
}

/** The client under test, and what happened to it. */
class Client {
  readonly down: string[] = [];
  readonly delays: number[] = [];
  readonly received: string[] = [];
  readonly queue: AgentMessage[] = [];
  hellos = 0;
  readonly connection: Connection;

  constructor(
    t: TestContext,
    port: number,
    times: Partial<ConnectionTimes> = quick,
    refuses: string | null = null,
    host = '127.0.0.1',
  ) {
    this.connection = new Connection(
      { address: `${host}:${port}`, secured: null },
      {
        hello: () => {
          this.hellos += 1;
          return hello;
        },
        next: () => this.queue.shift() ?? null,
        onMessage: ({ kind }) => {
          if (kind === refuses) throw new ProtocolError(`no ${kind} here`);
          this.received.push(kind);
        },
        onDown: (reason, retryMs) => {
          this.down.push(reason);
          this.delays.push(retryMs);
        },
      },
      times,
    );
    t.after(() => this.connection.close());
    this.connection.start();
  }
}

/** An operator that does with each stream what the test says. */
class Operator {
  readonly messages: Received[][] = [];
  readonly #server = new Server();

  constructor(onStream: (stream: ServerStream, index: number) => void) {
    const connect: handleBidiStreamingCall<Received, OperatorMessage> = (stream) => {
      const index = this.messages.length;
      const messages: Received[] = [];
      this.messages.push(messages);
      stream.on('data', (received: Received) => messages.push(received));
      stream.on('error', () => undefined);
      stream.on('end', () => stream.end());
      onStream(stream, index);
    };
    this.#server.addService(agentService, { connect });
  }

  listen(t: TestContext, port = 0): Promise<number> {
    t.after(() => this.stop());
    return bind(this.#server, port);
  }

  stop(): void {
    this.#server.forceShutdown();
  }

  kinds(stream: number): readonly string[] {
    return (this.messages[stream] ?? []).map((received) =>
      'message' in received ? received.message.kind : received.malformed,
    );
  }
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
}

const greets = (stream: ServerStream): void => void stream.write(welcome);

/** A server whose messages are bytes as the test has them. */
async function rawServer(
  t: TestContext,
  onStream: (stream: ServerDuplexStream<Buffer, Buffer>) => void,
): Promise<number> {
  const same = (bytes: Buffer): Buffer => bytes;
  const { path } = agentService.connect;
  const raw: ServiceDefinition = {
    connect: {
      path,
      requestStream: true,
      responseStream: true,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    },
  };
  const server = new Server();
  server.addService(raw, {
    connect: (stream: ServerDuplexStream<Buffer, Buffer>) => {
      stream.on('error', () => undefined);
      stream.on('data', () => undefined);
      onStream(stream);
    },
  });
  t.after(() => server.forceShutdown());
  return bind(server, 0);
}

function listening(server: TcpServer): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('hello is first, and nothing else goes out before welcome', async (t) => {
  const streams: ServerStream[] = [];
  const operator = new Operator((stream) => void streams.push(stream));
  const client = new Client(t, await operator.listen(t));
  client.queue.push(health, health);
  client.connection.wake();
  await until('hello', () => operator.kinds(0).length > 0);
  await sleep(50);
  assert.deepEqual(operator.kinds(0), ['hello']);
  assert.equal(client.connection.open, false);
  for (const stream of streams) stream.write(welcome);
  await until('what waited', () => operator.kinds(0).length === 3);
  assert.deepEqual(operator.kinds(0), ['hello', 'health', 'health']);
  assert.equal(client.connection.open, true);
});

test('more than the stream takes at once goes out in order as it drains', async (t) => {
  const operator = new Operator(greets);
  const client = new Client(t, await operator.listen(t));
  const text = Buffer.alloc(100_000, 'x');
  for (let firstSeq = 1n; firstSeq <= 200n; firstSeq += 1n) {
    client.queue.push({
      kind: 'eventBatch',
      value: { jobUid: 'u', incarnation: 'i', firstSeq, lines: [{ atNs: 1n, text }] },
    });
  }
  await until('20 MB', () => operator.kinds(0).length === 201);
  const seqs = (operator.messages[0] ?? []).flatMap((received) =>
    'message' in received && received.message.kind === 'eventBatch' ? [received.message.value.firstSeq] : [],
  );
  assert.deepEqual(
    seqs,
    Array.from({ length: 200 }, (_, i) => BigInt(i + 1)),
  );
});

test('refused connections are tried again, later and later, until the operator is there', async (t) => {
  const port = await freePort();
  const client = new Client(t, port);
  await until('three attempts', () => client.down.length >= 3);
  const operator = new Operator(greets);
  await operator.listen(t, port);
  await until('connected', () => client.connection.open);
  assert.equal(client.hellos, client.down.length + 1);
});

test('a restarted operator is found again, with a hello of its own', async (t) => {
  const first = new Operator(greets);
  const port = await first.listen(t);
  const client = new Client(t, port);
  await until('connected', () => client.connection.open);
  first.stop();
  await until('noticed', () => client.down.length > 0);
  assert.equal(client.connection.open, false);
  const second = new Operator(greets);
  await second.listen(t, port);
  await until('connected again', () => client.connection.open);
  assert.deepEqual(second.kinds(0), ['hello']);
});

test('an operator that closes the stream in good order is dialled again', async (t) => {
  const operator = new Operator((stream, index) => {
    stream.write(welcome);
    if (index === 0) stream.end();
  });
  const client = new Client(t, await operator.listen(t));
  await until('dialled again', () => client.hellos === 2 && client.connection.open);
  assert.deepEqual(client.down, ['the operator closed the stream']);
});

test('an operator that ends every stream at once is not dialled at full speed', async (t) => {
  const operator = new Operator((stream) => {
    stream.write(welcome);
    stream.emit('error', { code: status.INVALID_ARGUMENT, details: 'no such thing' });
  });
  const client = new Client(t, await operator.listen(t), { backoff: { baseMs: 20, maxMs: 10_000 } });
  const started = performance.now();
  await until('seven attempts', () => client.down.length >= 7);
  // Six waits of at least a quarter of 20, 40, … 640 ms.
  const took = performance.now() - started;
  assert.ok(took >= 300, `${client.down.length} attempts in ${Math.round(took)} ms`);
  assert.match(client.down[0] ?? '', /no such thing/);
});

test('a stream that was good for a while starts the back-off anew', async (t) => {
  const operator = new Operator((stream, index) => {
    stream.write(welcome);
    setTimeout(() => stream.end(), index < 3 ? 0 : 150);
  });
  const client = new Client(t, await operator.listen(t), { backoff: { baseMs: 40, maxMs: 10_000 }, stableMs: 100 });
  await until('five streams', () => client.delays.length >= 5);
  const [first = 0, , third = 0, fourth = 0, fifth = 0] = client.delays;
  assert.ok(third >= 40 && third <= 160, `the third wait is ${third} ms`);
  for (const wait of [first, fourth, fifth]) assert.ok(wait >= 10 && wait <= 40, `a first wait of ${wait} ms`);
});

interface Misdeed {
  readonly name: string;
  readonly bytes: readonly Uint8Array[];
  readonly says: RegExp;
}

const misdeeds: readonly Misdeed[] = [
  { name: 'garbage', bytes: [Buffer.from('ffffffffffffffff', 'hex')], says: /not an OperatorMessage/ },
  {
    name: 'a truncated message',
    bytes: [encodeOperatorMessage(cancel).subarray(0, 3)],
    says: /not an OperatorMessage/,
  },
  { name: 'an empty message', bytes: [new Uint8Array()], says: /without a member/ },
  {
    name: 'garbage after a good welcome',
    bytes: [encodeOperatorMessage(welcome), Buffer.from('0affffffff0f', 'hex')],
    says: /not an OperatorMessage/,
  },
  { name: 'something before welcome', bytes: [encodeOperatorMessage(cancel)], says: /cancel before welcome/ },
  {
    name: 'two welcomes',
    bytes: [encodeOperatorMessage(welcome), encodeOperatorMessage(welcome)],
    says: /a second welcome/,
  },
  {
    name: 'what the agent refuses',
    bytes: [encodeOperatorMessage(welcome), encodeOperatorMessage(cancel)],
    says: /refused what the operator sent: no cancel here/,
  },
  { name: 'more than a message may be', bytes: [Buffer.alloc(5 * 1024 * 1024)], says: /larger than max/ },
];

for (const { name, bytes, says } of misdeeds) {
  test(`${name} closes that stream only`, async (t) => {
    let streams = 0;
    const port = await rawServer(t, (stream) => {
      streams += 1;
      if (streams > 1) stream.write(Buffer.from(encodeOperatorMessage(welcome)));
      else for (const each of bytes) stream.write(Buffer.from(each));
    });
    const client = new Client(t, port, quick, 'cancel');
    await until('dialled again, and welcome', () => client.hellos === 2 && client.connection.open);
    assert.equal(client.down.length, 1);
    assert.match(client.down[0] ?? '', says);
    assert.deepEqual(
      client.received.filter((kind) => kind !== 'welcome'),
      [],
    );
  });
}

test('an operator that does not answer hello is not waited for for ever', async (t) => {
  const operator = new Operator((stream, index) => {
    if (index > 0) stream.write(welcome);
  });
  const client = new Client(t, await operator.listen(t), { ...quick, welcomeMs: 100 });
  await until('dialled again', () => client.connection.open);
  assert.deepEqual(client.down, ['no answer to hello within 100 ms']);
});

test('something that is no gRPC server at all is not the end of the agent', async (t) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('SSH-2.0-OpenSSH_9.9\r\n');
  });
  const port = await listening(server);
  t.after(() => server.close());
  const client = new Client(t, port);
  await until('three attempts', () => client.down.length >= 3);
});

test('a closed connection is not dialled again and tells nothing more', async (t) => {
  const operator = new Operator(greets);
  const client = new Client(t, await operator.listen(t));
  await until('connected', () => client.connection.open);
  client.connection.close();
  assert.equal(client.connection.open, false);
  operator.stop();
  await sleep(200);
  assert.deepEqual(client.down, []);
  assert.equal(client.hellos, 1);
});

test('what was written before close still arrives', async (t) => {
  const operator = new Operator(greets);
  const client = new Client(t, await operator.listen(t));
  await until('connected', () => client.connection.open);
  client.queue.push(health);
  client.connection.wake();
  client.connection.close();
  await until('health', () => operator.kinds(0).includes('health'));
});

/** A process with nothing but a connection that it closes after 300 ms: how long from then until it has ended. */
async function lifetimeMs(port: number): Promise<number> {
  const source = `
    import { Connection } from ${JSON.stringify(new URL('connection.ts', import.meta.url).href)};
    const hello = { kind: 'health', value: { wallClockNs: 1n, sessions: 0 } };
    const connection = new Connection({ address: '127.0.0.1:${port}', secured: null }, { hello: () => hello, next: () => null, onMessage() {}, onDown() {} });
    connection.start();
    setTimeout(() => {
      const closed = performance.now();
      process.once('exit', () => process.stdout.write(String(performance.now() - closed)));
      connection.close();
    }, 300);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  assert.equal(code, 0);
  assert.match(said, /^\d/);
  return Number(said);
}

const operators: readonly { readonly name: string; readonly port: (t: TestContext) => Promise<number> }[] = [
  { name: 'is not there', port: () => freePort() },
  { name: 'ends its side too', port: (t) => new Operator(greets).listen(t) },
  {
    name: 'never ends its side',
    port: (t) => rawServer(t, (stream) => void stream.write(Buffer.from(encodeOperatorMessage(welcome)))),
  },
  { name: 'never says welcome', port: (t) => rawServer(t, () => undefined) },
  {
    name: 'is a port that accepts and stays silent',
    port: async (t) => {
      const server = createServer((socket) => void socket.on('error', () => undefined));
      t.after(() => server.close());
      return listening(server);
    },
  },
];

for (const { name, port } of operators) {
  test(`after close the process ends by itself when the operator ${name}`, async (t) => {
    const took = await lifetimeMs(await port(t));
    assert.ok(took < 5000, `${Math.round(took)} ms`);
  });
}

test('a token that cannot be read is no end: it is tried again, and read anew for each stream', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-token-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'token');
  // Nothing listens there: what counts is what each attempt says.
  const secured = { caFile: file, tokenFile: file, serverName: 'operator.test' };
  writeFileSync(file, '');
  const down: string[] = [];
  const connection = new Connection(
    { address: `127.0.0.1:${await freePort()}`, secured },
    {
      hello: () => hello,
      next: () => null,
      onMessage: () => undefined,
      onDown: (reason) => {
        down.push(reason);
      },
    },
    quick,
  );
  t.after(() => connection.close());
  rmSync(file);
  connection.start();
  await until('said twice', () => down.length >= 2);
  assert.match(down[0] ?? '', /^cannot read the token or the CA: ENOENT/);
  writeFileSync(file, 'abc\n');
  await until('dialled', () => /ECONNREFUSED|No connection/.test(down.at(-1) ?? ''));
});

test('an operator that is found by name and comes back is found at once', async (t) => {
  const port = await freePort();
  const client = new Client(t, port, quick, null, 'localhost');
  await until('failed often enough to have backed off', () => client.down.length >= 10);
  await new Operator((stream) => void stream.write(welcome)).listen(t, port);
  await until('connected', () => client.connection.open);
});
