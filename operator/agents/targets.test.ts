import assert from 'node:assert/strict';
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { digestOf } from '../testing/agent.ts';
import { temporaryFolder } from '../testing/jobs.ts';
import { diskTargets } from './targets.ts';

test('a Target that was damaged on disk counts as not fetched', (t) => {
  const folder = temporaryFolder(t);
  const [text, digest] = ['facts about a kernel', digestOf('facts about a kernel')];
  const targets = diskTargets(folder);
  assert.deepEqual([targets.has(digest), targets.read(digest)], [false, null]);
  targets.write(digest, gzipSync(text));
  assert.deepEqual([targets.has(digest), targets.read(digest)], [true, text]);
  const [file = ''] = readdirSync(folder);
  truncateSync(join(folder, file), 10);
  assert.equal(diskTargets(folder).read(digest), null);
  assert.equal(diskTargets(folder).has(digest), false, 'so that an agent is asked for it again');
  targets.write(digest, gzipSync(text));
  assert.equal(targets.read(digest), text);
});
