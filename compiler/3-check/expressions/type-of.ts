/** The type of an expression that does not run: in `typeof(…)` and `sizeof(…)`. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Context } from '../context.ts';
import { asArray } from '../functions/memory.ts';
import type { Type } from '../typed.ts';

export function typeOfExpression(context: Context, expression: Ast.Expression): Type | null {
  const checked = context.expression(context, expression);
  if (checked === null) return null;
  if (checked.literal) return checked.node.type;
  return asArray(checked.node)?.type ?? checked.node.type;
}
