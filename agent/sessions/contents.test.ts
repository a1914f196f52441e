import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsOf, type Table, tableOf } from '@bpfleet/results';
import { countPlan, manifestOf } from '../testing/manifests.ts';
import { noContainers } from '../names/names.ts';
import { Contents } from './contents.ts';

/** A counting map in memory that a test writes to as a program would. */
class FakeMap {
  readonly counts = new Map<string, bigint>();
  readonly #plan = countPlan(0, '@', true);

  add(key: string, n: bigint): void {
    this.counts.set(key, (this.counts.get(key) ?? 0n) + n);
  }

  readings = 0;

  readTable(): Table {
    this.readings += 1;
    const rows = [...this.counts].map(([key, value]) => ({
      key: [Buffer.from(key)],
      value: { kind: 'number', value, saturated: false } as const,
    }));
    return tableOf(this.#plan.schema, rows);
  }

  zero(): void {
    assert.fail('no map of these tests is set to zero');
  }

  takeTable(): Table {
    const table = this.readTable();
    this.counts.clear();
    return table;
  }
}

/** `nextSequence`: as each reading finds it. */
function setUp(cumulative: boolean, nextSequence = 0n): { readonly map: FakeMap; readonly contents: Contents } {
  const map = new FakeMap();
  const manifest = manifestOf([countPlan(0, '@', cumulative)], [], []);
  return { map, contents: new Contents(manifest, [map], noContainers, () => nextSequence) };
}

/** As `a:1 b:2`. */
function shown(table: Table): string {
  return rowsOf(table)
    .map(
      ({ key, value }) =>
        `${Buffer.from(key[0] as Uint8Array).toString()}:${value.kind === 'number' ? value.value : '?'}`,
    )
    .join(' ');
}

test('clear moves the baseline of a cumulative map and leaves the kernel alone', () => {
  const { map, contents } = setUp(true);
  map.add('a', 3n);
  contents.clear(0, 1);
  map.add('b', 1n);
  assert.equal(shown(contents.read(0).current), 'b:1');
  assert.equal(shown(contents.read(0).totals), 'a:3 b:1');
  map.add('a', 2n);
  assert.equal(shown(contents.read(0).current), 'a:2 b:1');
});

test('clear of any other map deletes in the kernel', () => {
  const { map, contents } = setUp(false);
  map.add('a', 3n);
  contents.clear(0, 1);
  assert.equal(map.counts.size, 0);
  map.add('a', 1n);
  assert.equal(shown(contents.read(0).current), 'a:1');
});

test('rounds of read-and-reset add up to the total, whatever comes in between', () => {
  const { map, contents } = setUp(true);
  let sum = 0n;
  for (let round = 0; round < 100; round += 1) {
    map.add('a', BigInt(round % 7));
    const rows = contents.readAndClear(0, 1);
    for (const { value } of rows.rows.values()) if (value.kind === 'number') sum += value.value;
    map.add('a', 1n);
  }
  const [last] = contents.read(0).current.rows.values();
  assert.deepEqual(last?.value, { kind: 'number', value: 1n, saturated: false });
  assert.equal(`a:${sum + 1n}`, shown(contents.read(0).totals));
});

for (const cumulative of [true, false]) {
  test(`what was asked for before the last reading reads nothing: ${cumulative ? 'cumulative' : 'other'}`, () => {
    const { map, contents } = setUp(cumulative, 10n);
    map.add('a', 3n);
    assert.equal(shown(contents.readAndClear(0, 7)), 'a:3');
    map.add('a', 1n);
    assert.equal(shown(contents.readAndClear(0, 8)), '');
    contents.clear(0, 9);
    assert.equal(map.readings, 1);
    assert.equal(shown(contents.readAndClear(0, 10)), 'a:1');
  });
}
