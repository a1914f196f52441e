/** The checksum that a .gnu_debuglink holds of its debug file: CRC-32 as in zlib. */
import { crc32 } from 'node:zlib';
import type { FileBytes } from './file-bytes.ts';

const piece = 1024 * 1024;

export function checksum(bytes: FileBytes): number {
  let sum = 0;
  for (let at = 0; at < bytes.size; at += piece) sum = crc32(bytes.read(at, Math.min(piece, bytes.size - at)), sum);
  return sum;
}
