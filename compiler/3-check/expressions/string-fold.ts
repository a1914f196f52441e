/**
 * `"a" + "b"` is one string, and `"text" + 2`, or `2 + "text"`, what follows the first two bytes: of literals only (inventory L1.18).
 *
 * Needs: both sides of a `+`. Gives: the string; `'none'` where this is no such sum. Reports: a negative number
 * of bytes; a string of which nothing is left.
 */
import type * as Ast from '../../1-parse/ast.ts';
import type { Checked } from '../checked.ts';
import type { Context } from '../context.ts';
import { stringLiteral } from './literal.ts';

export function foldStrings(
  context: Context,
  left: Checked,
  right: Checked,
  span: Ast.Expression['span'],
): Checked | null | 'none' {
  // A number before it counts from its beginning too.
  if (left.literal && left.node.kind === 'integer' && right.node.kind === 'string')
    return foldStrings(context, right, left, span);
  if (left.node.kind !== 'string') return 'none';
  const { bytes } = left.node;
  if (right.node.kind === 'string') {
    const joined = new Uint8Array([...bytes, ...right.node.bytes]);
    return stringLiteral(context, { kind: 'string', bytes: joined, span });
  }
  if (!right.literal || right.node.kind !== 'integer') return 'none';
  const skipped = right.node.value;
  if (skipped < 0n) {
    context.report.error('bad-operand', span, `a string has no ${skipped} bytes`);
    return null;
  }
  if (skipped >= BigInt(bytes.length))
    context.report.warning(
      'empty-string',
      span,
      `nothing is left of the string: it has ${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}`,
    );
  const rest = bytes.subarray(Number(skipped < BigInt(bytes.length) ? skipped : bytes.length));
  return stringLiteral(context, { kind: 'string', bytes: rest, span });
}
