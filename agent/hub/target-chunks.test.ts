import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { maxContentBytes } from '@bpfleet/proto';
import { targetChunks } from './target-chunks.ts';

const facts = { digest: 'd', architecture: 'x86_64', kernelRelease: '6.18.0' };

for (const [name, text] of [
  ['a small Target is one chunk', 'target'],
  ['an empty one is one chunk', ''],
  // Random text hardly shrinks.
  ['a large one is several', randomBytes(2 * maxContentBytes).toString('base64')],
] as const) {
  test(name, () => {
    const chunks = targetChunks({ ...facts, text });
    assert.ok(text.length < maxContentBytes ? chunks.length === 1 : chunks.length > 1, `${chunks.length} chunks`);
    assert.deepEqual(
      chunks.map(({ digest, index, last }) => ({ digest, index, last })),
      chunks.map((_, index) => ({ digest: 'd', index, last: index === chunks.length - 1 })),
    );
    for (const { data } of chunks) assert.ok(data.length > 0 && data.length <= maxContentBytes);
    assert.equal(gunzipSync(Buffer.concat(chunks.map(({ data }) => data))).toString(), text);
  });
}
