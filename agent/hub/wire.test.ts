import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { decodeAgentMessage, emptyStatus, encodeAgentMessage } from '@bpfleet/proto';
import type { ColumnType, MapSchema, ValueSchema } from '@bpfleet/results';
import { wireSchema } from './wire.ts';

const columns: readonly ColumnType[] = [
  { kind: 'int', size: 4, signed: true },
  { kind: 'bool' },
  { kind: 'pointer' },
  { kind: 'string' },
  { kind: 'buffer' },
  { kind: 'enum', signed: true, symbols: [{ name: 'A', value: '-1' }] },
  { kind: 'array', element: { kind: 'bool' }, length: 3 },
  {
    kind: 'tuple',
    elements: [{ kind: 'bool' }, { kind: 'tuple', elements: [{ kind: 'string' }] }, { kind: 'pointer' }],
  },
  { kind: 'record', fields: [{ name: 'x', type: { kind: 'array', element: { kind: 'string' }, length: 2 } }] },
];

const values: readonly ValueSchema[] = [
  { kind: 'count' },
  { kind: 'sum', signed: true },
  { kind: 'min', signed: true },
  { kind: 'max', signed: true },
  { kind: 'avg', signed: false },
  { kind: 'stats', signed: true },
  { kind: 'hist', bits: 2 },
  { kind: 'lhist', min: 0, max: 100, step: 10 },
  { kind: 'scalar', merge: 'sum', type: { kind: 'int', size: 8, signed: false } },
  { kind: 'scalar', merge: 'perNode', type: { kind: 'string' } },
];

test('every schema goes over the wire as one of its own, and comes back as it was sent', () => {
  const schemas = values.map(
    (value, i): MapSchema => ({ name: `@${i}`, keys: columns.map((type) => ({ type, nodeLocal: i === 0 })), value }),
  );
  const maps = schemas.map(wireSchema);
  assert.equal(new Set(maps.map(({ value }) => inspect(value))).size, values.length);
  assert.equal(new Set(maps[0]?.keys.map(({ type }) => JSON.stringify(type))).size, columns.length);
  const message = { kind: 'sessionStatus', value: { ...emptyStatus('j', 'i', 1n), maps } } as const;
  assert.deepEqual(decodeAgentMessage(encodeAgentMessage(message)), message);
});
