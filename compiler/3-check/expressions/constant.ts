/**
 * Numbers that are known before anything runs: `sizeof(struct sock) / 8`, `TCP_LISTEN + 1`, `$1`, `(uint8)3`.
 *
 * Needs: a typed expression. Gives: its value, as the program would compute it; null when that is known at run time only.
 * Reports: nothing.
 */
import type { TypedExpression } from '../typed.ts';
import { integerOf, wrap } from '../types.ts';
import { fold, foldNegation } from './fold.ts';

export function constantOf(node: TypedExpression): bigint | null {
  const value = valueOf(node);
  if (value === null) return null;
  if (node.type.kind === 'int') return wrap(value, node.type);
  return node.type.kind === 'enum' ? wrap(value, integerOf(node.type)) : null;
}

function valueOf(node: TypedExpression): bigint | null {
  switch (node.kind) {
    case 'integer':
      return node.value;
    case 'convert':
      return constantOf(node.operand);
    case 'unary': {
      const operand = constantOf(node.operand);
      if (operand === null || node.operator === '!') return null;
      if (node.operator === '~') return ~operand;
      const negated = foldNegation(operand);
      return negated.ok ? negated.value : null;
    }
    case 'arithmetic': {
      const [left, right] = [constantOf(node.left), constantOf(node.right)];
      if (left === null || right === null) return null;
      const folded = fold(node.operator, left, right);
      return folded.ok ? folded.value : null;
    }
    default:
      return null;
  }
}
