/** `value[index]`: elements of tuples, by a number as written. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Checked } from '../checked.ts';
import type { Context } from '../context.ts';
import { formatType } from '../types.ts';
import { checkElement } from './tuple.ts';

export function checkIndex(context: Context, { object, index, span }: Ast.Index): Checked | null {
  const checked = context.expression(context, object);
  const place = context.expression(context, index);
  if (checked === null || place === null) return null;
  const { type } = checked.node;
  if (type.kind !== 'tuple') {
    context.report.error('bad-operand', span, `${formatType(type)} cannot be indexed`);
    return null;
  }
  if (place.node.kind !== 'integer' || !place.literal) {
    context.report.error('bad-operand', index.span, 'the index of a tuple must be a number, as written');
    return null;
  }
  return checkElement(context, checked, { text: `${place.node.value}`, span: index.span }, span);
}
