import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type TraceJobStatus, traceJobStatus } from '@bpfleet/proto';
import { fit, maxStatusBytes } from './fit.ts';

const time = '2026-01-01T00:00:00.000Z';
const long = fc.string({ maxLength: 1024, unit: 'binary' });
const condition = fc.record({
  type: fc.constantFrom('Accepted' as const, 'Degraded' as const, 'Finished' as const),
  status: fc.constant('True' as const),
  observedGeneration: fc.constant(1),
  reason: fc.constant('R'),
  message: fc.string({ maxLength: 4096, unit: 'grapheme' }),
  lastTransitionTime: fc.constant(time),
});

const status: fc.Arbitrary<TraceJobStatus> = fc.record({
  observedGeneration: fc.constant(1),
  script: fc.record({
    sha256: fc.constant('0'),
    diagnostics: fc.array(
      fc.record({
        line: fc.constant(1),
        column: fc.constant(1),
        severity: fc.constant('error' as const),
        code: fc.constant('c'),
        message: long,
      }),
      { maxLength: 50, size: 'max' },
    ),
  }),
  notableNodes: fc.array(
    fc.record({
      node: fc.string({ maxLength: 253 }),
      state: fc.constant('Lost' as const),
      reason: fc.constant('R'),
      message: long,
    }),
    { maxLength: 32, size: 'max' },
  ),
  gaps: fc.array(
    fc.record({
      node: fc.string({ maxLength: 253 }),
      from: fc.constant(time),
      to: fc.constant(time),
      reason: fc.constant('x'.repeat(100)),
    }),
    { maxLength: 32, size: 'max' },
  ),
  result: fc.record({
    digest: fc.constant('sha256:0'),
    summary: fc.record({
      maps: fc.array(
        fc.record({
          name: fc.string({ maxLength: 128 }),
          entries: fc.constant(1),
          top: fc.array(fc.string({ maxLength: 400 }), { maxLength: 20, size: 'max' }),
        }),
        { maxLength: 256, size: 'max' },
      ),
      lines: fc.constant(0),
      rounds: fc.constant(0),
    }),
  }),
  conditions: fc.array(condition, { maxLength: 16, size: 'max' }),
});

test('whatever the fleet says, a status has room in 32 KiB, keeps its conditions, and says when something is missing', () => {
  fc.assert(
    fc.property(status, (whole) => {
      const fitted = fit(whole);
      const bytes = Buffer.byteLength(JSON.stringify(fitted));
      assert.ok(bytes <= maxStatusBytes, `${bytes} bytes`);
      assert.deepEqual(
        fitted.conditions.map(({ type, reason }) => `${type} ${reason}`),
        whole.conditions.map(({ type, reason }) => `${type} ${reason}`),
      );
      if (JSON.stringify(whole.result) !== JSON.stringify(fitted.result)) assert.equal(fitted.truncated, true);
      traceJobStatus.parse(fitted);
    }),
    { numRuns: 60 },
  );
});

test('what fits is left as it is', () => {
  const small: TraceJobStatus = { observedGeneration: 1, conditions: [] };
  assert.deepEqual(fit(small), small);
});
