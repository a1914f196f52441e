/**
 * The Targets of the fleet: each is fetched once, from the first agent that has it, and kept on disk; so is each part.
 *
 * Needs: a folder. Gives: Targets by their digest.
 * Reports: Refused for chunks that are out of order, too large, or not what their digest says.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { partsOfTarget, type ReadPart, TargetError } from '@bpfleet/compiler';
import type { TargetChunk } from '@bpfleet/proto';
import { errorMessage } from '@bpfleet/proto/error-message';
import { Refused } from '../merge/change.ts';

/** The largest content is the BTF of vmlinux: 5 to 12 MiB, a third of it packed. */
const maxPackedBytes = 16 * 1024 * 1024;
const maxContentBytes = 64 * 1024 * 1024;

export interface TargetCache {
  /** What compiles for it, or null while something of it is not here. */
  read(digest: string): StoredContent | null;
  /** What to ask an agent for next, so that the Target can be read: itself, or a part of it. Null when all is here. */
  missing(digest: string): string | null;
  /** A text or a part. */
  write(digest: string, packed: Uint8Array): void;
}

export interface StoredContent {
  readonly text: string;
  readonly readPart: ReadPart;
}

export function diskTargets(folder: string): TargetCache {
  mkdirSync(folder, { recursive: true });
  const pathOf = (digest: string): string => join(folder, `${digest}.gz`);
  /** Digests whose files were seen to be whole: each is unpacked once to find out. */
  const whole = new Set<string>();
  const read = (digest: string): Buffer | null => {
    if (!existsSync(pathOf(digest))) return null;
    try {
      const content = unpack(digest, readFileSync(pathOf(digest)));
      whole.add(digest);
      return content;
    } catch (error) {
      // Damaged, as after a power cut: it is fetched again.
      if (error instanceof Refused) return null;
      throw error;
    }
  };
  /** Targets of which everything is here. */
  const complete = new Set<string>();
  const missing = (digest: string): string | null => {
    if (complete.has(digest)) return null;
    const text = read(digest);
    if (text === null) return digest;
    const lacking = partsOf(text.toString('utf8')).find((part) => !whole.has(part) && read(part) === null);
    if (lacking === undefined) complete.add(digest);
    return lacking ?? null;
  };
  const readPart = (digest: string): Uint8Array => {
    const content = read(digest);
    if (content === null) throw new Error(`the part ${digest} of a Target was removed from ${folder}`);
    return content;
  };
  return {
    missing,
    read: (digest) => {
      const text = missing(digest) === null ? read(digest) : null;
      return text === null ? null : { text: text.toString('utf8'), readPart };
    },
    write: (digest, packed) => {
      writeFileSync(`${pathOf(digest)}.new`, packed);
      renameSync(`${pathOf(digest)}.new`, pathOf(digest));
    },
  };
}

/** None for a text that this version cannot read: whoever compiles for it will say so. */
function partsOf(text: string): readonly string[] {
  try {
    return partsOfTarget(text).map(({ digest }) => digest);
  } catch (error) {
    if (error instanceof TargetError) return [];
    throw error;
  }
}

/** What has arrived of a Target on one stream. */
export interface TargetFetch {
  readonly digest: string;
  readonly chunks: readonly Uint8Array[];
}

export type Fetched =
  | { readonly kind: 'partial'; readonly fetch: TargetFetch }
  | { readonly kind: 'whole'; readonly packed: Uint8Array };

/** `fetch`: what was asked for on this stream, or null when nothing was. */
export function addTargetChunk(fetch: TargetFetch | null, chunk: TargetChunk): Fetched {
  if (fetch === null || fetch.digest !== chunk.digest)
    throw new Refused(`a Target ${chunk.digest} that nobody asked for`);
  if (chunk.index !== fetch.chunks.length) {
    throw new Refused(`chunk ${chunk.index} of a Target: ${fetch.chunks.length} was expected`);
  }
  const chunks = [...fetch.chunks, chunk.data];
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  if (size > maxPackedBytes) throw new Refused(`a Target of more than ${maxPackedBytes} packed bytes`);
  if (!chunk.last) return { kind: 'partial', fetch: { digest: fetch.digest, chunks } };
  const packed = Buffer.concat(chunks);
  unpack(fetch.digest, packed);
  return { kind: 'whole', packed };
}

function unpack(digest: string, packed: Uint8Array): Buffer {
  let content: Buffer;
  try {
    content = gunzipSync(packed, { maxOutputLength: maxContentBytes });
  } catch (error) {
    throw new Refused(`Target ${digest}: not gzip of at most ${maxContentBytes} bytes: ${errorMessage(error)}`, {
      cause: error,
    });
  }
  const actual = createHash('sha256').update(content).digest('hex');
  if (actual !== digest) throw new Refused(`Target ${digest}: its content has the digest ${actual}`);
  return content;
}
