/** The node's Target as the operator fetches it: gzip of the canonical text, in chunks, once per digest. */
import { gzipSync } from 'node:zlib';
import { maxContentBytes, type TargetChunk } from '@bpfleet/proto';

export interface TargetFacts {
  readonly digest: string;
  readonly text: string;
  readonly architecture: string;
  readonly kernelRelease: string;
}

export function targetChunks(target: TargetFacts): readonly TargetChunk[] {
  const packed = gzipSync(target.text);
  const count = Math.ceil(packed.length / maxContentBytes);
  return Array.from({ length: count }, (_, index) => ({
    digest: target.digest,
    data: packed.subarray(index * maxContentBytes, (index + 1) * maxContentBytes),
    index,
    last: index === count - 1,
  }));
}
