/** hist() in the kernel puts numbers where the renderer and the merge look for them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketIndex } from '../../results/buckets.ts';
import { localPolicy } from '../../compiler/index.ts';
import { loadScript, valueOf } from './kernel.ts';

const powers = Array.from({ length: 63 }, (_, exponent) => 1n << BigInt(exponent));
const numbers = [
  -(2n ** 63n),
  -1n,
  0n,
  2n ** 63n - 1n,
  5n,
  100n,
  1000n,
  12345n,
  ...powers.flatMap((power) => [power - 1n, power, power + 1n]),
];

for (const bits of [0, 1, 2, 3, 4, 5]) {
  test(`every power of two and its neighbours, ${bits} bits`, () => {
    using loaded = loadScript(`begin { @h = hist(@n, ${bits}); if (pid == 0) { @n = (int64)1; } }`, localPolicy);
    const { object, manifest } = loaded;
    const input = manifest.maps.find(({ schema }) => schema.name === '@n');
    assert.ok(input?.type === 'cell');
    const cells = object.map(input.kernelName);
    const expected = new Map<number, bigint>();
    for (const n of numbers) {
      cells.store(input.cellOffset, BigInt.asUintN(64, n));
      object.runOnce('p0', 0);
      const bucket = bucketIndex(n, bits);
      expected.set(bucket, (expected.get(bucket) ?? 0n) + 1n);
    }
    cells.close();
    const buckets = valueOf(loaded, '@h');
    assert.ok(buckets !== null);
    const actual = new Map<number, bigint>();
    const layout = manifest.maps.find(({ schema }) => schema.name === '@h')?.value;
    assert.ok(layout?.kind === 'hist');
    for (let at = 0; at < buckets.length / 8; at++) {
      const count = buckets.readBigUInt64LE(at * 8);
      if (count > 0n) actual.set(at % layout.buckets, (actual.get(at % layout.buckets) ?? 0n) + count);
    }
    assert.deepEqual(
      new Map([...actual].toSorted(([a], [b]) => a - b)),
      new Map([...expected].toSorted(([a], [b]) => a - b)),
    );
  });
}
