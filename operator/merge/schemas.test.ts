import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as wire from '@bpfleet/proto';
import type { ColumnType } from '@bpfleet/results';
import { Refused } from './change.ts';
import { areMergeable, schemasOf } from './schemas.ts';

const plain = { size: 0, signed: false, names: [], values: [] } as const;
const string = { ...plain, kind: 'STRING' } as const;
const bool = { ...plain, kind: 'BOOL' } as const;

const keyed = (node: wire.ColumnNode | null, inner: readonly wire.ColumnNode[]): wire.MapSchema => ({
  name: '@',
  keys: [{ type: { node, inner }, nodeLocal: false }],
  value: { kind: 'COUNT', signed: false, bits: 0, type: null, linear: null },
});

function check(node: wire.ColumnNode, inner: readonly wire.ColumnNode[], type: ColumnType): void {
  assert.deepEqual(schemasOf([keyed(node, inner)])[0]?.keys[0]?.type, type);
}

function refused(node: wire.ColumnNode | null, inner: readonly wire.ColumnNode[], message: RegExp): void {
  assert.throws(
    () => schemasOf([keyed(node, inner)]),
    (error) => error instanceof Refused && message.test(error.message),
  );
}

test('types of parts', () => {
  const tuple = { ...plain, kind: 'TUPLE', size: 2 } as const;
  const strings = { kind: 'tuple', elements: [{ kind: 'string' }, { kind: 'bool' }] } as const;
  check(tuple, [string, bool], strings);
  check(tuple, [tuple, string, bool, bool], { kind: 'tuple', elements: [strings, { kind: 'bool' }] });
  check({ ...plain, kind: 'ARRAY', size: 3 }, [bool], { kind: 'array', element: { kind: 'bool' }, length: 3 });
  check({ ...plain, kind: 'RECORD', names: ['a'] }, [bool], {
    kind: 'record',
    fields: [{ name: 'a', type: { kind: 'bool' } }],
  });
  check({ ...plain, kind: 'ENUM', names: ['A'], values: ['7'] }, [], {
    kind: 'enum',
    signed: false,
    symbols: [{ name: 'A', value: '7' }],
  });
});

test('types that are none', () => {
  const tuple = { ...plain, kind: 'TUPLE', size: 1 } as const;
  refused(null, [], /without a type/);
  refused(tuple, [], /lacks parts/);
  refused(string, [bool], /superfluous/);
  refused(tuple, [...Array.from({ length: 20 }, () => tuple), bool], /levels/);
  refused({ ...plain, kind: 'ARRAY', size: 5 }, [{ ...plain, kind: 'TUPLE', size: 0 }], /of nothing/);
  refused({ ...plain, kind: 'ARRAY', size: 1e6 }, [bool], /elements/);
  refused({ ...plain, kind: 'ENUM', names: ['A'] }, [], /no proper enum/);
});

test('symbols and sizes are no part of what a type is', () => {
  const enumOf = (name: string): wire.MapSchema => keyed({ ...plain, kind: 'ENUM', names: [name], values: ['1'] }, []);
  assert.ok(areMergeable(schemasOf([enumOf('A')]), schemasOf([enumOf('B')])));
  assert.ok(!areMergeable(schemasOf([enumOf('A')]), schemasOf([keyed(bool, [])])));
});
