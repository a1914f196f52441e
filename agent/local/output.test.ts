import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTable, type MapSchema, type Table, tableOf } from '@bpfleet/results';
import type { SessionRound } from '../sessions/session.ts';
import { jsonFormat, type OutputFormat, textFormat } from './output.ts';

const count = (name: string): MapSchema => ({ name, keys: [], value: { kind: 'count' } });
const keyed: MapSchema = { ...count('@k'), keys: [{ type: { kind: 'string' }, nodeLocal: false }] };
const filled = (schema: MapSchema, value: bigint): Table =>
  tableOf(schema, [{ key: [], value: { kind: 'number', value, saturated: false } }]);
const round = (rows: Table): SessionRound => ({
  map: 0,
  program: 0,
  top: 0,
  div: 0,
  periodNs: null,
  takenNs: 0n,
  reset: false,
  rows,
});
const text = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('latin1');

function check(actual: (format: OutputFormat) => Uint8Array | string, asText: string, asJson: string): void {
  assert.equal(text(actual(textFormat)), asText);
  assert.equal(text(actual(jsonFormat)), asJson);
}

test('maps at the end: a blank line before, by name, unwritten ones left out', () => {
  const tables = [filled(count('@b'), 2n), emptyTable(count('@c')), filled(count('@a'), 1n), filled(count('@'), 3n)];
  const json =
    '{"type": "map", "data": {"@": 3}}\n{"type": "map", "data": {"@a": 1}}\n{"type": "map", "data": {"@b": 2}}\n';
  check((format) => format.finalMaps(tables), '\n\n@: 3\n@a: 1\n@b: 2\n', json);
});

test('print of a scalar that was never written shows zero, of a histogram or a keyed map nothing', () => {
  check((format) => format.round(round(emptyTable({ ...count('@h'), value: { kind: 'hist', bits: 0 } }))), '', '');
  check((format) => format.round(round(emptyTable(count('@x')))), '@x: 0\n', '{"type": "map", "data": {"@x": 0}}\n');
  check((format) => format.round(round(emptyTable(keyed))), '', '');
});

test('print of a scalar that was never written shows zeros in the form of its type', () => {
  const type = { kind: 'tuple', elements: [{ kind: 'int', size: 8, signed: true }, { kind: 'string' }] } as const;
  const schema: MapSchema = { ...count('@t'), value: { kind: 'scalar', type, merge: 'perNode' } };
  check(
    (format) => format.round(round(emptyTable(schema))),
    '@t: (0, )\n',
    '{"type": "map", "data": {"@t": [0,""]}}\n',
  );
});

test('the newline of join() is one of text alone', () => {
  check(
    (format) => format.output('ls -l\n', { kind: 'join' }).toOutput,
    'ls -l\n',
    '{"type": "join", "data": "ls -l"}\n',
  );
});

test('values and printf', () => {
  const bytes = Buffer.from('5\n');
  check(
    (format) => format.output(bytes.toString('latin1'), { kind: 'printf' }).toOutput,
    '5\n',
    '{"type": "printf", "data": "5\\n"}\n',
  );
  const types = [{ kind: 'int', size: 8, signed: true } as const];
  check(
    (format) => format.output(bytes.toString('latin1'), { kind: 'value', types, values: [5n] }).toOutput,
    '5\n',
    '{"type": "value", "data": 5}\n',
  );
});

test('messages of the script itself', () => {
  const message = Buffer.from('bad 3\n');
  const event = {
    kind: 'message',
    severity: 'error',
    from: 'errorf',
    message,
    file: 'a.bt',
    line: 1,
    column: 7,
    helper: null,
  } as const;
  const line = Buffer.from('a.bt:1:7-28: ERROR: bad 3\n');
  assert.deepEqual(textFormat.output(line.toString('latin1'), event), { toOutput: '', toMessages: line.toString() });
  assert.deepEqual(jsonFormat.output(line.toString('latin1'), event), {
    toOutput: '{"type": "errorf", "msg": "bad 3\\n", "filename": "a.bt", "line": 1, "col": 7}\n',
    toMessages: '',
  });
});

test('a failed helper says which, and what it returned', () => {
  const helper = { name: 'map_update_elem', retcode: -7 };
  const message = Buffer.from('Argument list too long');
  const place = { file: 'a.bt', line: 1, column: 7 } as const;
  const event = { kind: 'message', severity: 'warning', from: 'helper_error', message, ...place, helper } as const;
  assert.deepEqual(jsonFormat.output('', event), {
    toOutput:
      '{"type": "helper_error", "msg": "Argument list too long", "helper": "map_update_elem", "retcode": -7, "filename": "a.bt", "line": 1, "col": 7}\n',
    toMessages: '',
  });
});

test('our own messages never mix with text output', () => {
  assert.deepEqual(textFormat.attached(1), { toOutput: '', toMessages: 'Attached 1 probe\n' });
  assert.deepEqual(textFormat.attached(2), { toOutput: '', toMessages: 'Attached 2 probes\n' });
  assert.deepEqual(jsonFormat.attached(2), {
    toOutput: '{"type": "attached_probes", "count": 2, "data": {"probes": 2}}\n',
    toMessages: '',
  });
  assert.deepEqual(textFormat.lost(3n), { toOutput: '', toMessages: 'Lost 3 events\n' });
});
