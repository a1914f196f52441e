export {
  decodeAgentMessage,
  decodeOperatorMessage,
  encodeAgentMessage,
  encodeOperatorMessage,
  MalformedMessage,
} from './codec.ts';
export type * from './gen/messages.ts';
export {
  AgentServiceClient,
  agentService,
  channelOptions,
  type ClientStream,
  isCompatible,
  maxContentBytes,
  maxMessageBytes,
  protocolVersion,
  type Received,
  type ServerStream,
} from './service.ts';
