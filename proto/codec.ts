/**
 * Messages as plain readonly data to bytes and back.
 *
 * Needs: gen/agent.js (protobufjs's codec) and the field tables of gen/messages.ts.
 * Gives: bigint for 64-bit integers, string unions for enums, { kind, value } for the two message unions, and
 *   every field present: what was not on the wire has proto3's default, a missing message is null.
 * Reports: bytes that are no such message as MalformedMessage, whose text may be sent to the other end.
 */
import { countMessages } from './count-messages.ts';
import { errorMessage } from './error-message.ts';
import { bpfleet } from './gen/agent.js';
import { type AgentMessage, enumTables, type OperatorMessage, tables } from './gen/messages.ts';
import { fromWire, toWire } from './int64.ts';
import type { FieldTable, MessageTable } from './tables.ts';

export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

const { AgentMessage: agentCodec, OperatorMessage: operatorCodec } = bpfleet.agent.v1;

export function encodeAgentMessage(message: AgentMessage): Uint8Array {
  return agentCodec.encode(messageToWire('AgentMessage', message)).finish();
}

export function encodeOperatorMessage(message: OperatorMessage): Uint8Array {
  return operatorCodec.encode(messageToWire('OperatorMessage', message)).finish();
}

/** @throws MalformedMessage */
export function decodeAgentMessage(bytes: Uint8Array): AgentMessage {
  return decode('AgentMessage', agentCodec, bytes) as AgentMessage;
}

/** @throws MalformedMessage */
export function decodeOperatorMessage(bytes: Uint8Array): OperatorMessage {
  return decode('OperatorMessage', operatorCodec, bytes) as OperatorMessage;
}

/** Messages within one message, at any depth: far more than a batch of lines has, far less than what fills the memory. */
const maxMessages = 200_000;

type Fields = Readonly<Record<string, unknown>>;

function decode(name: string, codec: typeof agentCodec, bytes: Uint8Array): object {
  if (countMessages(bytes, name, maxMessages) > maxMessages) {
    throw new MalformedMessage(`not an ${name}: more than ${maxMessages} messages within one (${bytes.length} bytes)`);
  }
  let raw: object;
  try {
    raw = codec.decode(bytes);
  } catch (error) {
    throw new MalformedMessage(`not an ${name}: ${errorMessage(error)} (${bytes.length} bytes)`, { cause: error });
  }
  return messageFromWire(name, raw as Fields);
}

function tableOf(name: string): MessageTable {
  const table = tables[name];
  if (table === undefined) throw new Error(`no table for message ${name}`);
  return table;
}

function messageFromWire(name: string, raw: Fields): object {
  const table = tableOf(name);
  if (table.union) {
    const field = table.fields.find((candidate) => raw[candidate.name] !== undefined && raw[candidate.name] !== null);
    if (field === undefined) throw new MalformedMessage(`an ${name} without a member that this version knows`);
    return { kind: field.name, value: valueFromWire(field, raw[field.name]) };
  }
  const message: Record<string, unknown> = {};
  for (const field of table.fields) {
    const value = raw[field.name];
    message[field.name] = field.repeated
      ? ((value ?? []) as readonly unknown[]).map((one) => valueFromWire(field, one))
      : valueFromWire(field, value);
  }
  return message;
}

function valueFromWire(field: FieldTable, value: unknown): unknown {
  switch (field.type) {
    case 'string':
      return value ?? '';
    case 'bytes':
      return bytesFromWire(value);
    case 'bool':
      return value ?? false;
    case 'uint32':
      return value ?? 0;
    case 'uint64':
      return fromWire(value);
    case 'enum':
      return enumFromWire(field, typeof value === 'number' ? value : 0);
    case 'message':
      return value === undefined || value === null ? null : messageFromWire(field.of ?? '', value as Fields);
  }
}

/** A plain view: protobufjs gives Buffers, whose slice() and toString() mean something else. */
function bytesFromWire(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) return new Uint8Array(0);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

function enumFromWire(field: FieldTable, value: number): string {
  const name = enumTables[field.of ?? '']?.[value];
  if (name !== undefined) return name;
  throw new MalformedMessage(`${field.name}: ${value} is no ${field.of} that this version knows`);
}

function messageToWire(name: string, message: object): object {
  const table = tableOf(name);
  const values = message as Fields;
  if (table.union) {
    const field = table.fields.find((candidate) => candidate.name === values['kind']);
    if (field === undefined) throw new Error(`${name} has no member ${String(values['kind'])}`);
    return { [field.name]: valueToWire(field, values['value']) };
  }
  const raw: Record<string, unknown> = {};
  for (const field of table.fields) {
    const value = values[field.name];
    raw[field.name] = field.repeated
      ? (value as readonly unknown[]).map((one) => valueToWire(field, one))
      : valueToWire(field, value);
  }
  return raw;
}

function valueToWire(field: FieldTable, value: unknown): unknown {
  switch (field.type) {
    case 'uint64':
      return toWire(value as bigint);
    case 'enum':
      return (enumTables[field.of ?? ''] ?? []).indexOf(value as string);
    case 'message':
      return value === null ? null : messageToWire(field.of ?? '', value as object);
    default:
      return value;
  }
}
