/** `value[index]`: elements of tuples by a number as written, items of arrays, and what stands behind a pointer. */
import type * as Ast from '../../1-parse/ast.ts';
import { asInteger, type Checked, coerce, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { asArray } from '../functions/memory.ts';
import type { ArrayType } from '../typed.ts';
import { formatType, uint64 } from '../types.ts';
import { isPointer, moved, pointee } from './pointer.ts';
import { checkElement } from './tuple.ts';

export function checkIndex(context: Context, { object, index, span }: Ast.Index): Checked | null {
  const checked = context.expression(context, object);
  const place = context.expression(context, index);
  if (checked === null || place === null) return null;
  const { type } = checked.node;
  if (type.kind === 'tuple') return tupleElement(context, checked, place, index, span);
  const number = place.node.type.kind === 'pointer' ? null : asInteger(place.node);
  const array = type.kind === 'string' ? charactersOf(type, asArray(checked.node) === null) : type;
  if (array.kind === 'array' && number !== null) return arrayItem(context, checked, array, place, span);
  if (isPointer(checked.node) && number !== null) {
    const item = moved(context, checked.node, '+', number, span).node;
    return isPointer(item) ? pointee(context, item, span) : null;
  }
  const message =
    array.kind === 'array' || type.kind === 'pointer'
      ? `an index is an integer, not ${formatType(place.node.type)}`
      : `${formatType(type)} cannot be indexed`;
  context.report.error('bad-operand', span, message);
  return null;
}

function tupleElement(
  context: Context,
  tuple: Checked,
  place: Checked,
  index: Ast.Expression,
  span: Ast.Index['span'],
): Checked | null {
  if (place.node.kind !== 'integer' || !place.literal) {
    context.report.error('bad-operand', index.span, 'the index of a tuple must be a number, as written');
    return null;
  }
  return checkElement(context, tuple, { text: `${place.node.value}`, span: index.span }, span);
}

function arrayItem(
  context: Context,
  array: Checked,
  { element, length }: ArrayType,
  place: Checked,
  span: Ast.Index['span'],
): Checked | null {
  const { node } = place;
  if (node.kind === 'integer' && (node.value < 0n || node.value >= BigInt(length))) {
    const message = `the index ${node.value} is out of bounds: the array has ${length} elements`;
    context.report.error('bad-operand', span, message);
    return null;
  }
  const index = coerce(asInteger(node) ?? node, uint64);
  const nodeLocal = element.kind === 'pointer';
  return { ...plain({ kind: 'item', type: element, span, object: array.node, index }), nodeLocal };
}

/** A string's bytes, its NUL among them; what C calls an array of char need not have one. */
function charactersOf({ capacity }: { readonly capacity: number }, withNul: boolean): ArrayType {
  const length = withNul ? capacity : capacity - 1;
  return { kind: 'array', element: { kind: 'int', size: 1, signed: true }, length };
}
