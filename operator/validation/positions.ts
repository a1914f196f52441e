/** Where in a YAML document a path of keys stands. */
import { type Document, isMap, isPair, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { Problem } from './problem.ts';

export type Path = readonly (string | number)[];

export interface Located {
  readonly document: Document;
  readonly lines: LineCounter;
}

/**
 * Problem at `path`: at the value; where the key is unknown or the value is missing, at the key or at the nearest
 * object that is there.
 */
export function problemAt(located: Located | null, path: Path, message: string, at: 'key' | 'value'): Problem {
  if (located === null) return { line: 0, column: 0, path: pathText(path), message };
  const { document, lines } = located;
  const offset = offsetOf(document.contents, path, at);
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1), path: pathText(path), message };
}

function offsetOf(root: Node | null, path: Path, at: 'key' | 'value'): number {
  let node: unknown = root;
  let offset = startOf(root) ?? 0;
  for (const [depth, key] of path.entries()) {
    const isLast = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
      );
      if (pair === undefined) return offset;
      const keyOffset = startOf(pair.key) ?? offset;
      if (isLast && at === 'key') return keyOffset;
      node = pair.value;
      offset = startOf(node) ?? keyOffset;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return null;
  const [start] = node.range as unknown[];
  return typeof start === 'number' ? start : null;
}

/** `spec.target.nodes.names[2]` */
function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}
