/**
 * The gRPC server that agents dial, and who is connected.
 *
 * Needs: a loopback address, and who takes the messages. Gives: the live connection of each node.
 * Reports: throws when it cannot listen; a second agent of a node's name is refused while the first one lives.
 */
import { logVerbosity, Server, ServerCredentials, setLogVerbosity, status } from '@grpc/grpc-js';
import { agentService, channelOptions, type Hello, type ServerStream } from '@bpfleet/proto';
import { loopbackProblem } from '@bpfleet/proto/loopback';
import { type AgentConnection, type AgentHandlers, Connection, type ConnectionOptions } from './connection.ts';

export interface AgentServer {
  /** `127.0.0.1:PORT` as it is listened on. */
  readonly address: string;
  /** By node, of agents that said hello. */
  readonly connections: ReadonlyMap<string, Connection>;
  close(): Promise<void>;
}

export type ServerHandlers = Omit<AgentHandlers, 'admit'>;

export async function serveAgents(
  listen: string,
  handlers: ServerHandlers,
  options: ConnectionOptions,
): Promise<AgentServer> {
  // What it prints by itself is said again, and better, by what is thrown here.
  setLogVerbosity(logVerbosity.NONE);
  const problem = loopbackProblem(listen, 0);
  if (problem !== null) throw new Error(`${listen} ${problem}`);
  const connections = new Map<string, Connection>();
  const streams = new Set<Connection>();
  const server = new Server({
    ...channelOptions,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
  });

  const admit = (hello: Hello): string | null => {
    const before = connections.get(hello.node);
    if (before === undefined) return null;
    if (before.isAlive) return `an agent of the name ${hello.node} is connected: names must be unique`;
    before.close(status.DEADLINE_EXCEEDED, 'another agent of this name took over');
    return null;
  };
  server.addService(agentService, {
    connect: (stream: ServerStream) => {
      const connection: Connection = new Connection(
        stream,
        {
          ...handlers,
          admit,
          onConnected: (opened) => {
            connections.set(opened.hello.node, connection);
            handlers.onConnected(opened);
          },
          onGone: (gone: AgentConnection, why) => {
            if (connections.get(gone.hello.node) === connection) connections.delete(gone.hello.node);
            handlers.onGone(gone, why);
          },
        },
        options,
      );
      streams.add(connection);
      stream.on('close', () => streams.delete(connection));
    },
  });
  const port = await bind(server, listen);
  const close = async (): Promise<void> => {
    for (const connection of streams) connection.close(status.UNAVAILABLE, 'the operator is shutting down');
    await shutDown(server);
  };
  return { address: listen.replace(/:\d+$/, `:${port}`), connections, close };
}

function bind(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(new Error(`cannot listen on ${address}: ${error.message}`, { cause: error }));
    });
  });
}

/** Agents reconnect by themselves, so nobody waits long for an orderly end. */
async function shutDown(server: Server): Promise<void> {
  const orderly = new Promise<void>((resolve) => {
    server.tryShutdown(() => resolve());
  });
  const timer = setTimeout(() => server.forceShutdown(), 1000);
  await orderly;
  clearTimeout(timer);
}
