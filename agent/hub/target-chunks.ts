/** The node's Target as the operator fetches it: its text and each of its parts once per digest, compressed, in chunks. */
import { gzipSync } from 'node:zlib';
import type { StoredTarget } from '@bpfleet/compiler';
import { maxContentBytes, type TargetChunk } from '@bpfleet/proto';

export interface TargetFacts extends StoredTarget {
  readonly digest: string;
  readonly architecture: string;
  readonly kernelRelease: string;
}

/** Higher ones take half a second of this one thread for the BTF of a kernel, and save a tenth. */
const level = 1;

/** What has the digest: the text, or one of the parts; else null. */
export function targetContent(target: TargetFacts, digest: string): Uint8Array | null {
  if (digest === target.digest) return new TextEncoder().encode(target.text);
  return target.parts.find((part) => part.digest === digest)?.read() ?? null;
}

export function targetChunks(digest: string, content: Uint8Array): readonly TargetChunk[] {
  const packed = gzipSync(content, { level });
  const count = Math.ceil(packed.length / maxContentBytes);
  return Array.from({ length: count }, (_, index) => ({
    digest,
    data: packed.subarray(index * maxContentBytes, (index + 1) * maxContentBytes),
    index,
    last: index === count - 1,
  }));
}
