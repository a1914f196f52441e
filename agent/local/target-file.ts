/**
 * Targets as files: `bpfleet target dump FILE` writes this machine's, `--target FILE` compiles for it elsewhere.
 *
 * Needs: a path. Gives: the Target, or the file. Reports: UsageError for a file that cannot be used.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { type Target, targetFromBytes, targetToBytes } from '@bpfleet/compiler';
import { errorMessage } from '@bpfleet/proto/error-message';
import { describeTarget, digestOf } from '../kernel/target.ts';
import { UsageError } from './usage.ts';

/** Unpacked; a kernel with all its modules has 30 MiB. */
const maxBytes = 256 * 1024 * 1024;

/** A tenth smaller than gzip's best at the same cost; the best of brotli would take half a minute. */
function compress(bytes: Uint8Array): Uint8Array {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return brotliCompressSync(bytes, { params });
}

export function writeTargetFile(path: string, target: Target): void {
  const packed = compress(targetToBytes(describeTarget(target)));
  try {
    writeFileSync(path, packed);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${errorMessage(error)}`, { cause: error });
  }
}

export function readTargetFile(path: string): Target {
  try {
    return targetFromBytes(brotliDecompressSync(readFileSync(path), { maxOutputLength: maxBytes }), digestOf);
  } catch (error) {
    throw new UsageError(`--target ${path}: ${errorMessage(error)}`, { cause: error });
  }
}
