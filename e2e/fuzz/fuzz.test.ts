/** A short run of the fuzzer; `node e2e/fuzz/main.ts 5000` is a long one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tryProgram } from './run.ts';
import { tryTracepoints } from './tracepoints.ts';

const seeds = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test('random programs print what they are worth', async () => {
  for (const seed of seeds(150)) assert.equal(await tryProgram(seed), null);
});

test('random scripts over tracepoints load and attach', async () => {
  for (const seed of seeds(40)) assert.equal(await tryTracepoints(seed), null);
});
