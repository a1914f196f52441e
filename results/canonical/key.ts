import { invariant } from '../invariant.ts';
import type { Datum, MapSchema } from '../schema.ts';
import { datumSize, writeDatum } from './datum.ts';

/**
 * A key as a JavaScript Map key: its canonical bytes, one char per byte (latin1), so that comparing two of
 * them with `<` compares their bytes.
 */
export type KeyId = string;

/** The key's columns one after the other in canonical bytes; equal keys give equal bytes. */
export function keyBytes(schema: MapSchema, key: readonly Datum[]): Buffer {
  invariant(key.length === schema.keys.length, `${schema.name}: ${key.length} key columns, not ${schema.keys.length}`);
  let size = 0;
  for (const [i, column] of schema.keys.entries()) size += datumSize(column.type, key[i] ?? 0n);
  const out = Buffer.allocUnsafe(size);
  let offset = 0;
  for (const [i, column] of schema.keys.entries()) offset = writeDatum(out, offset, column.type, key[i] ?? 0n);
  return out;
}

export function keyId(schema: MapSchema, key: readonly Datum[]): KeyId {
  return keyBytes(schema, key).toString('latin1');
}
