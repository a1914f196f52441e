/**
 * /tmp/perf-PID.map, in which JIT compilers write what they made: lines of `START SIZE name`, in hex.
 *
 * Needs: bytes of such a file, which its process is writing to. Gives: ranges sorted by address; where the same place was
 * used again, what was written last. Reports: nothing: lines of another form are skipped.
 */
import type { FileBytes } from './file-bytes.ts';

export interface JitRange {
  readonly start: number;
  readonly size: number;
  readonly name: string;
}

const maxBytes = 64 * 1024 * 1024;
const maxRanges = 1_000_000;
const maxName = 1024;

export function readPerfMap(bytes: FileBytes): readonly JitRange[] {
  const text = bytes.read(0, Math.min(bytes.size, maxBytes)).toString('utf8');
  const byStart = new Map<number, JitRange>();
  for (const match of text.matchAll(/^([0-9a-fA-F]{1,13}) ([0-9a-fA-F]{1,10}) (.+)$/gm)) {
    const [, start = '', size = '', name = ''] = match;
    const at = Number.parseInt(start, 16);
    byStart.set(at, { start: at, size: Number.parseInt(size, 16), name: name.slice(0, maxName) });
    if (byStart.size >= maxRanges) break;
  }
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}

export function findRange(ranges: readonly JitRange[], address: number): JitRange | null {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.start ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  const found = ranges[low - 1];
  return found !== undefined && address < found.start + found.size ? found : null;
}
