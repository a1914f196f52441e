import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { indexOf } from '@bpfleet/results/buckets';
import { ScriptRun } from '../../testing/run-script.ts';

/** The bucket that a program chooses, by multiplication or division, is the one that the scale means. */
test('lhist chooses the bucket of every number', () => {
  const edge = fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
  const scale = fc
    .tuple(fc.integer({ min: 0, max: 1000 }), edge, fc.integer({ min: 1, max: 1000 }))
    .map(([min, range, parts]) => {
      const step = Math.max(1, Math.ceil(range / parts));
      return { kind: 'lhist', min, max: min + range, step } as const;
    })
    .filter(({ max }) => Number.isSafeInteger(max));
  fc.assert(
    fc.property(scale, fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }), (linear, picks) => {
      const { min, max, step } = linear;
      const run = new ScriptRun(
        `tracepoint:syscalls:sys_enter_read { @ = lhist((int64)args.count, ${min}, ${max}, ${step}); }`,
      );
      for (const pick of picks) {
        for (const near of [-1, 0, 1]) {
          const n = BigInt(min) + BigInt(pick) * BigInt(step) + BigInt(near);
          const record = Buffer.alloc(64);
          record.writeBigInt64LE(n, 32);
          run.fire({ record });
          const index = indexOf(linear, n);
          assert.ok(
            run
              .rows('@')[0]
              ?.split(' ')
              .some((bucket) => bucket.startsWith(`${index}×`)),
            `${n} in ${index}`,
          );
        }
      }
    }),
    { seed: 20_260_923, numRuns: 200 },
  );
});
