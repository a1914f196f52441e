/**
 * Keys that a YAML map has twice. The parser's own check compares every key with every other one: a file of 200 KB keeps
 * it busy for half a minute, and the operator with it.
 *
 * Needs: a document. Gives: where each repeated key starts. Keys that are no scalars are left to the fields' check.
 */
import { type Document, isScalar, visit } from 'yaml';

export function duplicateKeys(document: Document): readonly number[] {
  const offsets: number[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const text = String(key.value);
        if (seen.has(text)) offsets.push(key.range?.[0] ?? 0);
        seen.add(text);
      }
    },
  });
  return offsets;
}
