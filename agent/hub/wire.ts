/** Between the agent's own types and the protocol's. Total functions; nothing is decided here. */
import { type Diagnostic, positionAt, type Source } from '@bpfleet/compiler';
import type { ColumnType, MapSchema, ValueSchema } from '@bpfleet/results';
import type * as wire from '@bpfleet/proto';
import type { StopReason } from '../sessions/session.ts';

const stopReasons: Readonly<Record<StopReason, wire.StopReason>> = {
  deadline: 'DEADLINE',
  exit: 'EXIT',
  cancelled: 'CANCELLED',
  leaseExpired: 'LEASE_EXPIRED',
  agentShutdown: 'AGENT_SHUTDOWN',
  agentDied: 'AGENT_DIED',
  failure: 'FAILURE',
};

export function wireStopReason(reason: StopReason): wire.StopReason {
  return stopReasons[reason];
}

export function wireSchema(schema: MapSchema): wire.MapSchema {
  const keys = schema.keys.map(({ type, nodeLocal }) => ({ type: wireColumn(type), nodeLocal }));
  return { name: schema.name, keys, value: wireValue(schema.value) };
}

function wireColumn(type: ColumnType): wire.ColumnType {
  return { node: wireNode(type), inner: innerTypes(type).map(wireNode) };
}

function innerTypes(type: ColumnType): readonly ColumnType[] {
  return directParts(type).flatMap((part) => [part, ...innerTypes(part)]);
}

function directParts(type: ColumnType): readonly ColumnType[] {
  if (type.kind === 'array') return [type.element];
  if (type.kind === 'tuple') return type.elements;
  return type.kind === 'record' ? type.fields.map((field) => field.type) : [];
}

const plain = { size: 0, signed: false, names: [], values: [] } as const;

function wireNode(type: ColumnType): wire.ColumnNode {
  switch (type.kind) {
    case 'int':
      return { ...plain, kind: 'INT', size: type.size, signed: type.signed };
    case 'bool':
      return { ...plain, kind: 'BOOL' };
    case 'pointer':
      return { ...plain, kind: 'POINTER' };
    case 'string':
      return { ...plain, kind: 'STRING' };
    case 'enum': {
      const { signed, symbols } = type;
      return { ...plain, kind: 'ENUM', signed, names: symbols.map(nameOf), values: symbols.map(({ value }) => value) };
    }
    case 'buffer':
      return { ...plain, kind: 'BUFFER' };
    case 'array':
      return { ...plain, kind: 'ARRAY', size: type.length };
    case 'tuple':
      return { ...plain, kind: 'TUPLE', size: type.elements.length };
    case 'record':
      return { ...plain, kind: 'RECORD', names: type.fields.map(nameOf) };
  }
}

const nameOf = ({ name }: { readonly name: string }): string => name;

function wireValue(value: ValueSchema): wire.ValueSchema {
  const bare = { signed: false, bits: 0, type: null, linear: null };
  switch (value.kind) {
    case 'count':
      return { ...bare, kind: 'COUNT' };
    case 'sum':
      return { ...bare, kind: 'SUM', signed: value.signed };
    case 'min':
      return { ...bare, kind: 'MIN', signed: value.signed };
    case 'max':
      return { ...bare, kind: 'MAX', signed: value.signed };
    case 'avg':
      return { ...bare, kind: 'AVG', signed: value.signed };
    case 'stats':
      return { ...bare, kind: 'STATS', signed: value.signed };
    case 'hist':
      return { ...bare, kind: 'HIST', bits: value.bits };
    case 'lhist': {
      const { min, max, step } = value;
      return { ...bare, kind: 'LHIST', linear: { min: BigInt(min), max: BigInt(max), step: BigInt(step) } };
    }
    case 'scalar': {
      const kind = value.merge === 'sum' ? 'SCALAR_SUM' : 'SCALAR_PER_NODE';
      return { ...bare, kind, type: wireColumn(value.type) };
    }
  }
}

export function wireDiagnostic(source: Source, diagnostic: Diagnostic): wire.ScriptDiagnostic {
  const { line, column } = positionAt(source, diagnostic.span.start);
  const { severity, code, message, hint } = diagnostic;
  return { line, column, severity, code, message, hint: hint ?? '' };
}
