import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from './folders.ts';

test('a folder is made with those above it, and one that cannot be is told by its flag', (context) => {
  const root = mkdtempSync(join(tmpdir(), 'bpfleet-folders-'));
  context.after(() => rmSync(root, { recursive: true }));
  makeFolder('--state', join(root, 'a/b'));
  makeFolder('--state', join(root, 'a/b'));
  assert.ok(statSync(join(root, 'a/b')).isDirectory());
  writeFileSync(join(root, 'file'), '');
  assert.throws(
    () => makeFolder('--jobs', join(root, 'file/jobs')),
    /^Error: --jobs .*file\/jobs: cannot make this folder \(ENOTDIR.*\); name one that this user can write$/,
  );
});
