import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordLayout } from '@bpfleet/compiler';
import { manifestOf, numberColumn, stringColumn } from '../testing/manifests.ts';
import { noContainers } from '../names/names.ts';
import { decoderOf } from './output.ts';
import { recordsOf } from './records.ts';

const span = { start: 0, end: 0 };
const printf: RecordLayout = {
  id: 0,
  size: 40,
  output: { kind: 'printf', format: '%d %s\n' },
  args: [numberColumn(16, true), stringColumn(24, 16)],
  span,
};
const value: RecordLayout = {
  id: 1,
  size: 24,
  output: { kind: 'value' },
  args: [{ ...numberColumn(16, false), type: { kind: 'bool' } }],
  span,
};
const manifest = manifestOf([], [printf, value], []);

/** Records in the form of a RingBatch. */
function pack(...payloads: readonly Buffer[]): Buffer {
  return Buffer.concat(
    payloads.flatMap((payload) => {
      const length = Buffer.alloc(8);
      length.writeUInt32LE(payload.length);
      return [length, payload, Buffer.alloc((8 - (payload.length % 8)) % 8)];
    }),
  );
}

function data(sequence: bigint, layout: RecordLayout, ...args: readonly (bigint | string)[]): Buffer {
  const bytes = Buffer.alloc(layout.size);
  bytes.writeBigUInt64LE(sequence);
  bytes.writeUInt32LE(layout.id, 8);
  for (const [i, arg] of args.entries()) {
    const at = layout.args[i]?.offset ?? 0;
    if (typeof arg === 'string') bytes.write(arg, at);
    else bytes.writeBigInt64LE(arg, at);
  }
  return bytes;
}

function control(sequence: bigint, kind: number, program: number, a: number, b: number): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeBigUInt64LE(sequence);
  for (const [i, word] of [kind, program, a, b].entries()) bytes.writeUInt32LE(word, 8 + i * 4);
  return bytes;
}

test('both rings make one stream in the order of the script', () => {
  const batch = {
    data: pack(data(0n, value, 1n), data(3n, value, 0n), data(2n ** 33n, value, 0n)),
    control: pack(control(1n, 1, 0, 4, 5), control(2n, 2, 0, 4, 0), control(7n, 3, 9, 17, 0)),
  };
  const records = recordsOf(batch, manifest).map((record) =>
    record.kind === 'data' ? { kind: 'data', sequence: record.sequence } : record,
  );
  assert.deepEqual(records, [
    { kind: 'data', sequence: 0 },
    { kind: 'print', sequence: 1, program: 0, map: 4, print: 5 },
    { kind: 'clear', sequence: 2, program: 0, map: 4 },
    { kind: 'data', sequence: 3 },
    { kind: 'exit', sequence: 7, program: 9, code: 17 },
    { kind: 'data', sequence: 2 ** 33 },
  ]);
});

test('an empty batch has no records', () => {
  assert.deepEqual(recordsOf({ data: Buffer.alloc(0), control: Buffer.alloc(0) }, manifest), []);
});

test('bytes that contradict the manifest are a bug', () => {
  const broken = [
    pack(data(0n, { ...printf, id: 7 })),
    pack(data(0n, { ...printf, size: 24 })),
    pack(data(0n, printf)).subarray(0, 20),
  ];
  for (const bytes of broken)
    assert.throws(() => recordsOf({ data: bytes, control: Buffer.alloc(0) }, manifest), { name: 'AgentBug' });
  assert.throws(() => recordsOf({ data: Buffer.alloc(0), control: pack(control(0n, 9, 0, 0, 0)) }, manifest), {
    name: 'AgentBug',
  });
});

test('text of printf and print(value)', () => {
  const print = (layout: RecordLayout, ...args: readonly (bigint | string)[]): string =>
    decoderOf(layout, manifest, noContainers)(data(0n, layout, ...args), 0).text;
  assert.equal(print(printf, -5n, 'bash'), '-5 bash\n');
  assert.equal(print(printf, 1n, '\x1b[31m'), '1 \x1b[31m\n');
  assert.equal(print(value, 1n), 'true\n');
});
