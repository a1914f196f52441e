/** `comptime value`: what is known when the script is compiled, and nothing else. */
import type * as Ast from '../../1-parse/ast.ts';
import { type Checked } from '../checked.ts';
import type { Context } from '../context.ts';
import { knownValue } from './constant.ts';

export function checkComptime(context: Context, { operand, span }: Ast.Comptime): Checked | null {
  const checked = context.expression(context, operand);
  if (checked === null) return null;
  const { node } = checked;
  if (node.kind === 'string') return checked;
  const value = knownValue(node);
  if (value !== null) return { ...checked, literal: true, node: { kind: 'integer', type: node.type, span, value } };
  context.report.error('not-constant', span, 'this is not known when the script is compiled');
  return null;
}
