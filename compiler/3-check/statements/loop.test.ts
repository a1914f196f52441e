/** What loops ask of the kernel. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkScript } from '../../testing/check-script.ts';
import { storedTarget } from '../../testing/target.ts';

test('a kernel without bpf_loop() has no loops; a node with it runs the script', () => {
  const target = storedTarget();
  const old = { ...target, release: '5.10.0', helpers: new Set([...target.helpers].filter((name) => name !== 'loop')) };
  const script = 'begin { for ($i : 0..3) { @ = $i; } unroll (3) { @ = 1; } }';
  assert.deepEqual(checkScript(script).diagnostics, []);
  const [only, ...more] = checkScript(script, old).diagnostics;
  assert.deepEqual(more, []);
  assert.equal(only?.code, 'loop-unavailable');
  assert.equal(only?.cause, 'HelperMissing');
  assert.equal(only?.message, 'loops need Linux 5.17; this is 5.10.0');
});
