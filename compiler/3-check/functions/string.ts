/** strlen() and strncmp(). */
import type * as Ast from '../../1-parse/ast.ts';
import { literalArgument } from '../calls/arguments.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { bool, uint64 } from '../types.ts';
import { argument, wrongArgument } from './memory.ts';

export function checkStrlen(context: Context, call: Ast.Call): Checked | null {
  const value = argument(context, call, 0);
  if (value === null) return null;
  if (value.node.type.kind !== 'string') return wrongArgument(context, call, value.node, 'a string');
  return plain({ kind: 'stringLength', type: uint64, span: call.span, operand: value.node });
}

/** 0 when equal, 1 when not (inventory F6.09). */
export function checkStrncmp(context: Context, call: Ast.Call): Checked | null {
  const [left, right] = [argument(context, call, 0), argument(context, call, 1)];
  const [, , third] = call.args;
  if (left === null || right === null || third === undefined) return null;
  for (const { node } of [left, right]) {
    if (node.type.kind !== 'string') return wrongArgument(context, call, node, 'strings');
  }
  const max = BigInt(context.policy.limits.maxStringLength);
  const length = literalArgument(context, third, 'the length of strncmp()', 0n, max);
  if (length === null) return null;
  const { span } = call;
  const equal = { kind: 'prefixComparison', type: bool, span, left: left.node, right: right.node, length } as const;
  const different = { kind: 'unary', operator: '!', type: bool, span, operand: equal } as const;
  return plain({ kind: 'convert', type: uint64, span, operand: different });
}
