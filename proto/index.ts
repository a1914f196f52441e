export {
  decodeAgentMessage,
  decodeOperatorMessage,
  encodeAgentMessage,
  encodeOperatorMessage,
  MalformedMessage,
} from './codec.ts';
export { emptyStatus } from './empty-status.ts';
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
  targetsProtocol,
} from './service.ts';
export { type Assertion } from './crd/assertions.ts';
export { type Kind, kinds } from './crd/crd.ts';
export { type LabelSelector } from './crd/names.ts';
export { type Rule, rulesKey } from './crd/rules.ts';
export {
  type Condition,
  type ConditionType,
  type NodeState,
  type TraceJobStatus,
  traceJobStatus,
} from './crd/status.ts';
export { type StructuralSchema, structuralSchema } from './crd/structural.ts';
export { type TraceClass, traceClass, type TraceClassSpec } from './crd/traceclass.ts';
export {
  clusterTraceJob,
  clusterTraceJobSpec,
  type ClusterTraceJob,
  group,
  type JobKind,
  type TraceJob,
  traceJob,
  type TraceJobSpec,
  traceJobSpec,
  version,
} from './crd/tracejob.ts';
