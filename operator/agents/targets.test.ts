import assert from 'node:assert/strict';
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { digestOf } from '../testing/agent.ts';
import { temporaryFolder } from '../testing/jobs.ts';
import { exampleTargetWithParts } from '../testing/operator.ts';
import { diskTargets } from './targets.ts';

test('a Target that was damaged on disk counts as not fetched', (t) => {
  const folder = temporaryFolder(t);
  const [text, digest] = ['facts about a kernel', digestOf('facts about a kernel')];
  const targets = diskTargets(folder);
  assert.deepEqual([targets.missing(digest), targets.read(digest)], [digest, null]);
  targets.write(digest, gzipSync(text));
  assert.deepEqual([targets.missing(digest), targets.read(digest)?.text], [null, text]);
  const [file = ''] = readdirSync(folder);
  truncateSync(join(folder, file), 10);
  assert.equal(diskTargets(folder).read(digest), null);
  assert.equal(diskTargets(folder).missing(digest), digest, 'so that an agent is asked for it again');
  targets.write(digest, gzipSync(text));
  assert.equal(targets.read(digest)?.text, text);
});

test('a Target is here when all its parts are', (t) => {
  const folder = temporaryFolder(t);
  const { text, parts } = exampleTargetWithParts();
  const digest = digestOf(text);
  assert.equal(parts.length, 2);
  const targets = diskTargets(folder);
  for (const [wanted, content] of [
    [digest, text],
    ...parts.map((part) => [part.digest, part.read()] as const),
  ] as const) {
    assert.equal(targets.read(digest), null);
    assert.equal(targets.missing(digest), wanted);
    targets.write(wanted, gzipSync(content));
  }
  assert.equal(targets.missing(digest), null);
  const stored = targets.read(digest);
  for (const part of parts)
    assert.deepEqual(Buffer.from(stored?.readPart(part.digest) ?? []), Buffer.from(part.read()));
  assert.equal(diskTargets(folder).missing(digest), null, 'after a restart too');
});
