/**
 * The gRPC server that agents dial, and who is connected.
 *
 * Needs: an address, how agents prove who they are, and who takes the messages. Gives: the live connection of each node.
 * Reports: throws when it cannot listen; a second agent of a node's name is refused while the first one lives, unless both have
 *   proven that they are of that node: then the newer one is the one that runs.
 */
import { logVerbosity, Server, setLogVerbosity, status } from '@grpc/grpc-js';
import { agentService, channelOptions, type Hello, type ServerStream } from '@bpfleet/proto';
import { type AgentConnection, type AgentHandlers, Connection, type ConnectionOptions } from './connection.ts';
import { Gate } from './gate.ts';
import type { Identity } from './identity.ts';
import { type Link, linkProblem, serverCredentials } from './link.ts';
import type { Objection } from './objection.ts';

export interface AgentServer {
  /** `127.0.0.1:PORT` as it is listened on. */
  readonly address: string;
  /** By node, of agents that said hello. */
  readonly connections: ReadonlyMap<string, Connection>;
  close(): Promise<void>;
}

export type ServerHandlers = Omit<AgentHandlers, 'admit'>;

const maxConnectionAgeMs = 60 * 60 * 1000;

export async function serveAgents(
  link: Link,
  handlers: ServerHandlers,
  options: ConnectionOptions,
): Promise<AgentServer> {
  // What it prints by itself is said again, and better, by what is thrown here.
  setLogVerbosity(logVerbosity.NONE);
  const problem = linkProblem(link);
  if (problem !== null) throw new Error(`${link.listen} ${problem}`);
  const gate = new Gate(link.authenticate, options.log);
  const connections = new Map<string, Connection>();
  const streams = new Set<Connection>();
  const server = new Server({
    ...channelOptions,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    // An identity is proven when a stream opens: it is asked for again now and then, while agents lose nothing by dialling anew.
    ...(link.authenticate === null ? {} : { 'grpc.max_connection_age_ms': maxConnectionAgeMs }),
  });

  const admit = (hello: Hello, identity: Identity | null): Objection | null => {
    if (identity !== null && identity.node !== hello.node) {
      return {
        code: status.PERMISSION_DENIED,
        text: `the token is of an agent on node ${identity.node}, and hello says ${hello.node}`,
      };
    }
    const before = connections.get(hello.node);
    if (before === undefined) return null;
    if (before.isAlive && identity === null) {
      return {
        code: status.ALREADY_EXISTS,
        text: `an agent of the name ${hello.node} is connected: names must be unique`,
      };
    }
    before.close(status.DEADLINE_EXCEEDED, 'another agent of this node took over');
    return null;
  };
  const take = async (stream: ServerStream): Promise<void> => {
    const opened = await gate.open(stream);
    if (opened === null) return;
    const connection: Connection = new Connection(
      stream,
      {
        ...handlers,
        admit: (hello) => admit(hello, opened.identity),
        onConnected: (welcomed) => {
          connections.set(welcomed.hello.node, connection);
          handlers.onConnected(welcomed);
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
  };
  server.addService(agentService, { connect: (stream: ServerStream) => void take(stream) });
  const port = await bind(server, link);
  const close = async (): Promise<void> => {
    for (const connection of streams) connection.close(status.UNAVAILABLE, 'the operator is shutting down');
    await shutDown(server);
  };
  return { address: link.listen.replace(/:\d+$/, `:${port}`), connections, close };
}

function bind(server: Server, link: Link): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(link.listen, serverCredentials(link), (error, port) => {
      if (error === null) resolve(port);
      else reject(new Error(`cannot listen on ${link.listen}: ${error.message}`, { cause: error }));
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
