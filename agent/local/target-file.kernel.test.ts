import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { storeTarget } from '@bpfleet/compiler';
import { digestOf, liveTarget } from '../kernel/target.ts';
import { readTargetFile, writeTargetFile } from './target-file.ts';
import { UsageError } from './usage.ts';

test('this machine as a file, and back', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-target-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'here.target');
  const target = liveTarget(null, null, null);
  writeTargetFile(path, target);
  const again = readTargetFile(path);
  assert.equal(storeTarget(again, digestOf).text, storeTarget(target, digestOf).text);
  assert.ok(again.types.find('struct', 'task_struct') !== null);

  truncateSync(path, 1000);
  assert.throws(() => readTargetFile(path), UsageError);
  writeFileSync(path, 'nothing of the kind');
  assert.throws(() => readTargetFile(path), UsageError);
  assert.throws(() => readTargetFile(join(folder, 'nonesuch')), /--target .*nonesuch: ENOENT/);
  assert.throws(() => writeTargetFile(join(folder, 'a', 'b'), target), UsageError);
});
