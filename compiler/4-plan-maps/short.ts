/**
 * Maps by strings, of which nearly all are short: hashing and comparing a key of the full width would cost most of an event.
 *
 * Such a map is two in the kernel, of which the second has narrow keys for the strings that fit. A string read twice can
 * change in between, so that one key may be in both: only maps whose values add up are kept so, and only those that
 * are never emptied and whose elements no program looks at, so that a reader in user space sees one plain map. Both together hold as
 * many elements as the plain map would: a word of the globals counts them.
 *
 * Needs: a map's keys, and how the script uses it. Gives: the narrow keys, or null. Reports: nothing.
 */
import type { MapSymbol, Type, TypedExpression } from '../3-check/typed.ts';
import { walkExpression } from '../3-check/walk.ts';
import { type Columns, layColumns } from './layout.ts';

/** Bytes, the NUL included: a cache line. */
export const shortCapacity = 64;

/** Null where no column, or more than one, is a string that is longer. */
export function shortKeys(map: MapSymbol): Columns | null {
  if (map.keys.filter(isLong).length !== 1) return null;
  return layColumns(
    map.keys.map((type) => (isLong(type) ? { kind: 'string', capacity: shortCapacity } : type)),
    0,
  );
}

export function isLong(type: Type): boolean {
  return type.kind === 'string' && type.capacity > shortCapacity;
}

/** What reads a string from memory, below conversions: there a first attempt can stop at the short capacity. */
export type StringRead = TypedExpression & { readonly kind: 'copyString' | 'field' };

/** Of the long column of a key; null where its string comes from elsewhere, or where to evaluate the key twice would be seen. */
export function stringReadOf(key: readonly TypedExpression[]): StringRead | null {
  if (key.some(mustRunOnce)) return null;
  const long = key.find(({ type }) => isLong(type));
  return long === undefined ? null : readBelow(long);
}

function readBelow(expression: TypedExpression): StringRead | null {
  if (expression.kind === 'convert' && expression.type.kind === 'string') return readBelow(expression.operand);
  return expression.kind === 'copyString' || expression.kind === 'field' ? expression : null;
}

function mustRunOnce(expression: TypedExpression): boolean {
  let found = false;
  walkExpression(expression, (node) => {
    if (['increment', 'delete', 'find', 'blockValue', 'mapRead'].includes(node.kind)) found = true;
  });
  return found;
}
