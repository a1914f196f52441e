/**
 * AgentService for grpc-js, typed.
 *
 * Needs: codec.ts.
 * Gives: the service definition for a server, and a client constructor.
 * Reports: to a server, bytes that are no message as a value (grpc-js would end the stream with INTERNAL and
 *   without the cause, but what was sent is the agent's fault); to a client, as the stream's error.
 */
import {
  type ChannelCredentials,
  Client,
  type ClientDuplexStream,
  type ClientOptions,
  type Metadata,
  type MethodDefinition,
  type ServerDuplexStream,
} from '@grpc/grpc-js';
import {
  decodeAgentMessage,
  decodeOperatorMessage,
  encodeAgentMessage,
  encodeOperatorMessage,
  MalformedMessage,
} from './codec.ts';
import type { AgentMessage, OperatorMessage } from './gen/messages.ts';

/** The version that Hello and Welcome state. Both ends accept their own, the one before and the one after. */
export const protocolVersion = 2;

/** From this version on agents know PodUpdate, Targets, and jobs for some containers only. */
export const targetsProtocol = 2;

export function isCompatible(version: number): boolean {
  return Number.isInteger(version) && version >= 1 && Math.abs(version - protocolVersion) <= 1;
}

/** Content of a message stays below 1 MiB (agent.proto); this bound leaves room for what is around it. */
export const maxMessageBytes = 4 * 1024 * 1024;

/** Columns and text of one message: chunk what is larger. */
export const maxContentBytes = 1024 * 1024;

export const channelOptions = {
  'grpc.max_receive_message_length': maxMessageBytes,
  'grpc.max_send_message_length': maxMessageBytes,
} as const;

/** What a server's stream receives. */
export type Received = { readonly message: AgentMessage } | { readonly malformed: string };

const connect: MethodDefinition<Received, OperatorMessage> = {
  path: '/bpfleet.agent.v1.AgentService/Connect',
  requestStream: true,
  responseStream: true,
  requestSerialize: (received) => Buffer.from(encodeAgentMessage(messageOf(received))),
  requestDeserialize: receive,
  responseSerialize: (message) => Buffer.from(encodeOperatorMessage(message)),
  responseDeserialize: decodeOperatorMessage,
};

export const agentService = { connect } as const;

export type ServerStream = ServerDuplexStream<Received, OperatorMessage>;
export type ClientStream = ClientDuplexStream<AgentMessage, OperatorMessage>;

/** Operator messages arrive as `data`; a malformed one ends the stream with an `error` event. */
export class AgentServiceClient extends Client {
  constructor(address: string, credentials: ChannelCredentials, options: ClientOptions = {}) {
    super(address, credentials, { ...channelOptions, ...options });
  }

  connect(metadata: Metadata): ClientStream {
    return this.makeBidiStreamRequest<AgentMessage, OperatorMessage>(
      connect.path,
      (message) => Buffer.from(encodeAgentMessage(message)),
      decodeOperatorMessage,
      metadata,
    );
  }
}

function receive(bytes: Buffer): Received {
  try {
    return { message: decodeAgentMessage(bytes) };
  } catch (error) {
    if (error instanceof MalformedMessage) return { malformed: error.message };
    throw error;
  }
}

function messageOf(received: Received): AgentMessage {
  if ('message' in received) return received.message;
  throw new Error('a malformed message is received, never sent');
}
