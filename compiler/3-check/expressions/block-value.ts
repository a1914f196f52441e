/** `{ statements; value }`: a block where a value is wanted. */
import type * as Ast from '../../1-parse/ast.ts';
import { type Checked } from '../checked.ts';
import type { Context } from '../context.ts';

export function checkBlockValue(context: Context, { statements, value, span }: Ast.BlockValue): Checked | null {
  const body = context.statements(context, statements);
  if (value === null) {
    context.report.error('no-value', context.wants ?? span, 'this block has no value', {
      hint: 'it ends with the value, without a `;`: { …; $x }',
    });
    return null;
  }
  const checked = context.expression(body.ends ? { ...context, reachable: false } : context, value);
  if (body.ends) {
    context.report.error('no-value', context.wants ?? value.span, 'this value is never reached');
    return null;
  }
  if (checked === null || body.statements.length === 0) return checked;
  const { node } = checked;
  return {
    ...checked,
    literal: false,
    node: { kind: 'blockValue', type: node.type, span, statements: body.statements, value: node },
  };
}
