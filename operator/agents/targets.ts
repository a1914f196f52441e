/**
 * The Targets of the fleet: each is fetched once, from the first agent that has it, and kept on disk.
 *
 * Needs: a folder. Gives: texts by their digest.
 * Reports: Refused for chunks that are out of order, too large, or not what their digest says.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TargetChunk } from '@bpfleet/proto';
import { errorMessage } from '@bpfleet/proto/error-message';
import { Refused } from '../merge/change.ts';

const maxPackedBytes = 8 * 1024 * 1024;
const maxTextBytes = 32 * 1024 * 1024;

export interface TargetCache {
  /** The canonical text, or null when it was not fetched yet. */
  read(digest: string): string | null;
  /** Whether it can be read. */
  has(digest: string): boolean;
  write(digest: string, packed: Uint8Array): void;
}

export function diskTargets(folder: string): TargetCache {
  mkdirSync(folder, { recursive: true });
  const pathOf = (digest: string): string => join(folder, `${digest}.json.gz`);
  /** Digests whose files were seen to be whole: each is unpacked once to find out. */
  const whole = new Set<string>();
  const read = (digest: string): string | null => {
    if (!existsSync(pathOf(digest))) return null;
    try {
      const text = unpack(digest, readFileSync(pathOf(digest)));
      whole.add(digest);
      return text;
    } catch (error) {
      // Damaged, as after a power cut: it is fetched again.
      if (error instanceof Refused) return null;
      throw error;
    }
  };
  return {
    read,
    has: (digest) => whole.has(digest) || read(digest) !== null,
    write: (digest, packed) => {
      writeFileSync(`${pathOf(digest)}.new`, packed);
      renameSync(`${pathOf(digest)}.new`, pathOf(digest));
    },
  };
}

/** What has arrived of a Target on one stream. */
export interface TargetFetch {
  readonly digest: string;
  readonly chunks: readonly Uint8Array[];
}

export type Fetched =
  | { readonly kind: 'partial'; readonly fetch: TargetFetch }
  | { readonly kind: 'whole'; readonly packed: Uint8Array; readonly text: string };

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
  return { kind: 'whole', packed, text: unpack(fetch.digest, packed) };
}

function unpack(digest: string, packed: Uint8Array): string {
  let text: Buffer;
  try {
    text = gunzipSync(packed, { maxOutputLength: maxTextBytes });
  } catch (error) {
    throw new Refused(`Target ${digest}: not gzip of at most ${maxTextBytes} bytes: ${errorMessage(error)}`, {
      cause: error,
    });
  }
  const actual = createHash('sha256').update(text).digest('hex');
  if (actual !== digest) throw new Refused(`Target ${digest}: its content has the digest ${actual}`);
  return text.toString('utf8');
}
