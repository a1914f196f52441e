import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { maxContentBytes } from '@bpfleet/proto';
import { targetChunks, targetContent } from './target-chunks.ts';

for (const [name, text] of [
  ['a small Target is one chunk', 'target'],
  ['an empty one is one chunk', ''],
  // Random text hardly shrinks.
  ['a large one is several', randomBytes(2 * maxContentBytes).toString('base64')],
] as const) {
  test(name, () => {
    const chunks = targetChunks('d', Buffer.from(text));
    assert.ok(text.length < maxContentBytes ? chunks.length === 1 : chunks.length > 1, `${chunks.length} chunks`);
    assert.deepEqual(
      chunks.map(({ digest, index, last }) => ({ digest, index, last })),
      chunks.map((_, index) => ({ digest: 'd', index, last: index === chunks.length - 1 })),
    );
    for (const { data } of chunks) assert.ok(data.length > 0 && data.length <= maxContentBytes);
    assert.equal(gunzipSync(Buffer.concat(chunks.map(({ data }) => data))).toString(), text);
  });
}

test('the text and the parts are found by their digests', () => {
  const part = { digest: 'p', bytes: 4, read: () => Buffer.from('part') };
  const target = { digest: 'd', text: 'text', parts: [part], architecture: 'x86_64', kernelRelease: '6.18.0' };
  const found = ['d', 'p', 'x'].map((digest) => {
    const content = targetContent(target, digest);
    return content === null ? null : Buffer.from(content).toString();
  });
  assert.deepEqual(found, ['text', 'part', null]);
});
