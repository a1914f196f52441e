import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extremeMask, type MapPlan } from '@bpfleet/compiler';
import { LaneFold } from '@bpfleet/native';
import { type Datum, rowsOf, type Value } from '@bpfleet/results';
import { countPlan, numberColumn, stringColumn } from '../testing/manifests.ts';
import { sinceEpoch } from './clocks.ts';
import { decodeEntries, foldOf, type Zeros } from './maps.ts';

/** 64-bit little-endian words. */
function words(...values: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [i, value] of values.entries()) bytes.writeBigUInt64LE(BigInt.asUintN(64, value), i * 8);
  return bytes;
}

/** Entries in a kernel map of this plan → rows as [key columns, value]. */
function check(
  plan: MapPlan,
  entries: readonly (readonly [key: Buffer, value: Buffer])[],
  expected: readonly (readonly [unknown[], Value])[],
  zeros: Zeros = 'unwritten',
): void {
  const [keys, values] = [Buffer.concat(entries.map(([key]) => key)), Buffer.concat(entries.map(([, value]) => value))];
  const packed = {
    count: entries.length,
    keySize: plan.keySize,
    valueSize: values.length / Math.max(entries.length, 1),
    keys,
    values,
  };
  const rows = rowsOf(decodeEntries(packed, plan, zeros)).map(({ key, value }) => [key.map(shown), value]);
  assert.deepEqual(rows, expected);
}

/** Bytes as text. */
function shown(datum: Datum): unknown {
  if (typeof datum === 'bigint') return datum;
  return datum instanceof Uint8Array ? Buffer.from(datum).toString() : datum.map(shown);
}

const number = (value: bigint): Value => ({ kind: 'number', value, saturated: false });
const padded = (text: string): Buffer => Buffer.concat([Buffer.from(text)], 16);

const plan = countPlan(0, '@', true);
const keyless: MapPlan = {
  ...plan,
  schema: { ...plan.schema, keys: [] },
  keys: [],
  keySize: 0,
  type: 'percpu_cell',
  valueSize: 16,
  value: { kind: 'number', signed: false, presentOffset: 8 },
};

test('string keys end at their NUL', () => {
  check(
    plan,
    [
      [padded('bash'), words(7n)],
      [padded('a'), words(2n ** 64n - 1n)],
    ],
    [
      [['a'], number(2n ** 64n - 1n)],
      [['bash'], number(7n)],
    ],
  );
  check(plan, [], []);
});

test('a string without NUL is whole', () => {
  check(plan, [[Buffer.from('sixteen bytes!!!'), words(1n)]], [[['sixteen bytes!!!'], number(1n)]]);
});

test('signed and unsigned columns and values', () => {
  const type = { kind: 'int', size: 8, signed: true } as const;
  const keys = [
    { type, nodeLocal: false },
    { type: { ...type, signed: false }, nodeLocal: true },
  ];
  const two: MapPlan = {
    ...plan,
    schema: { name: '@', keys, value: { kind: 'sum', signed: true } },
    keySize: 16,
    keys: [numberColumn(0, true), numberColumn(8, false)],
    value: { kind: 'number', signed: true, presentOffset: null },
  };
  check(two, [[words(-3n, 4n), words(-9n)]], [[[-3n, 4n], number(-9n)]]);
});

test('a keyless map that was never written has no row', () => {
  check(keyless, [[Buffer.alloc(0), words(0n, 0n)]], []);
  check(keyless, [[Buffer.alloc(0), words(0n, 2n)]], [[[], number(0n)]]);
});

test('histograms are sparse', () => {
  const histogram: MapPlan = {
    ...keyless,
    schema: { name: '@', keys: [], value: { kind: 'hist', bits: 0 } },
    valueSize: 65 * 8,
    value: { kind: 'hist', scale: { kind: 'hist', bits: 0 }, buckets: 65 },
  };
  const buckets = Array.from({ length: 65 }, (_, index) => (index === 3 ? 5n : index === 64 ? 2n ** 40n : 0n));
  check(
    histogram,
    [[Buffer.alloc(0), words(...buckets)]],
    [
      [
        [],
        {
          kind: 'hist',
          buckets: new Map([
            [3, 5n],
            [64, 2n ** 40n],
          ]),
        },
      ],
    ],
  );
  check(histogram, [[Buffer.alloc(4), Buffer.alloc(65 * 8)]], []);
  check(histogram, [[Buffer.alloc(4), Buffer.alloc(65 * 8)]], [[[], { kind: 'hist', buckets: new Map() }]], 'kept');
});

test('plain values', () => {
  const text: MapPlan = {
    ...plan,
    type: 'hash',
    schema: { ...plan.schema, value: { kind: 'scalar', type: { kind: 'string' }, merge: 'perNode' } },
    valueSize: 16,
    value: { kind: 'datum', column: stringColumn(0, 16), presentOffset: null },
  };
  check(text, [[padded('k'), padded('v')]], [[['k'], { kind: 'datum', value: Uint8Array.from(Buffer.from('v')) }]]);
});

test('tuples, and integers narrower than a word', () => {
  const type = { kind: 'int', size: 2, signed: true } as const;
  const elements = [type, { kind: 'string' }, { ...type, size: 4, signed: false }] as const;
  const parts = [
    { offset: 0, form: { kind: 'number', size: 2, signed: true } },
    { offset: 8, form: { kind: 'string', capacity: 4 } },
    { offset: 16, form: { kind: 'number', size: 4, signed: false } },
  ] as const;
  const tuple: MapPlan = {
    ...plan,
    type: 'hash',
    schema: { ...plan.schema, value: { kind: 'scalar', type: { kind: 'tuple', elements }, merge: 'perNode' } },
    valueSize: 24,
    value: {
      kind: 'datum',
      column: { offset: 0, size: 24, type: { kind: 'tuple', elements }, form: { kind: 'parts', parts } },
      presentOffset: null,
    },
  };
  const value = Buffer.alloc(24);
  value.writeInt16LE(-2);
  value.write('abc', 8);
  value.writeUInt32LE(0xffff_fffe, 16);
  check(
    tuple,
    [[padded('k'), value]],
    [[['k'], { kind: 'datum', value: [-2n, new Uint8Array(Buffer.from('abc')), 4294967294n] }]],
  );
});

test('every lane of a per-CPU value adds up', () => {
  assert.deepEqual(foldOf(keyless), new Uint8Array([0, 0]));
});

test('least and greatest numbers are kept with flipped bits, statistics as count and total', () => {
  const layout = (which: 'min' | 'max', signed: boolean): MapPlan => ({
    ...keyless,
    schema: { name: '@', keys: [], value: { kind: which, signed } },
    value: { kind: 'extreme', which, signed, presentOffset: 8 },
  });
  const extremes = [
    ['min', true, -5n],
    ['min', false, 5n],
    ['max', true, -5n],
    ['max', false, 2n ** 64n - 1n],
  ] as const;
  for (const [which, signed, n] of extremes) {
    const kept = BigInt.asUintN(64, n) ^ extremeMask({ which, signed });
    check(layout(which, signed), [[Buffer.alloc(0), words(kept, 1n)]], [[[], number(n)]]);
  }
  assert.deepEqual(foldOf(layout('min', true)), Uint8Array.of(LaneFold.maxUnsigned, LaneFold.sum));
  const stats: MapPlan = {
    ...keyless,
    schema: { name: '@', keys: [], value: { kind: 'stats', signed: true } },
    value: { kind: 'stats', signed: true },
  };
  check(stats, [[Buffer.alloc(0), words(2n, -3n)]], [[[], { kind: 'stats', count: 2n, total: -3n, saturated: false }]]);
  check(stats, [[Buffer.alloc(0), words(0n, 0n)]], []);
});

test('of a series, the interval of a key is when it began', () => {
  const { type, ...time } = numberColumn(0, false);
  const keys = [{ type, nodeLocal: false }];
  const series: MapPlan = {
    ...plan,
    keySize: 8,
    keys: [{ ...time, type }],
    schema: { ...plan.schema, keys, series: { interval: 1000, intervals: 2 } },
  };
  check(series, [[words(5n), words(7n)]], [[[5000n + sinceEpoch('tai')], number(7n)]]);
  assert.equal(sinceEpoch('tai') % 1_000_000_000n, 0n);
});
