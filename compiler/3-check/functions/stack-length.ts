/** len(kstack), len(ustack(5)): the number of frames of the current stack. */
import type * as Ast from '../../1-parse/ast.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { int64 } from '../types.ts';

/** Whether a call of len() is about a stack. */
export function isStack(context: Context, node: Ast.Expression): node is Ast.Identifier | Ast.Call {
  if (node.kind !== 'identifier' && node.kind !== 'call') return false;
  const name = context.bound.builtinOf.get(node)?.name;
  return name === 'kstack' || name === 'ustack';
}

export function checkStackLength(context: Context, call: Ast.Call, stack: Ast.Identifier | Ast.Call): Checked | null {
  const { node } = context.expression(context, stack) ?? { node: null };
  if (node === null || node.kind !== 'stack') return null;
  return plain({ kind: 'stackLength', source: node.source, type: int64, span: call.span });
}
