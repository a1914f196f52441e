// Generated from agent/v1/agent.proto by generate.ts: do not edit.
import type { Writer } from 'protobufjs/minimal.js';

interface Codec {
  encode(message: object): Writer;
  decode(bytes: Uint8Array): object;
}
export const bpfleet: { readonly agent: { readonly v1: {
    readonly AgentMessage: Codec;
    readonly OperatorMessage: Codec;
} } };
