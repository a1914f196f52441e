/**
 * Numbers that are known before anything runs: `sizeof(struct sock) / 8`, `TCP_LISTEN + 1`, `$1`, `(uint8)3`.
 *
 * Needs: a typed expression. Gives: its value, as the program would compute it; null when that is known at run time only.
 * Reports: nothing.
 */
import type { ComparisonOperator, TypedExpression } from '../typed.ts';
import { integerOf, wrap } from '../types.ts';
import { fold, foldNegation } from './fold.ts';

/** Of a number or a bool; null when it is known at run time only. */
export function knownValue(node: TypedExpression): bigint | null {
  return node.type.kind === 'bool' ? truthOf(node) : constantOf(node);
}

export function constantOf(node: TypedExpression): bigint | null {
  const value = valueOf(node);
  if (value === null) return null;
  if (node.type.kind === 'int') return wrap(value, node.type);
  return node.type.kind === 'enum' ? wrap(value, integerOf(node.type)) : null;
}

/** Of a bool: 0n or 1n; null when it is known at run time only. */
export function truthOf(node: TypedExpression): bigint | null {
  switch (node.kind) {
    case 'integer':
      return node.value;
    case 'comparison': {
      const [left, right] = [constantOf(node.left), constantOf(node.right)];
      return left === null || right === null ? null : BigInt(compare(node.operator, left, right));
    }
    case 'logical': {
      const [left, right] = [truthOf(node.left), truthOf(node.right)];
      const decides = node.operator === '||' ? 1n : 0n;
      if (left === decides || right === decides) return decides;
      return left === null || right === null ? null : 1n - decides;
    }
    case 'unary': {
      const operand = node.operator === '!' ? truthOf(node.operand) : null;
      return operand === null ? null : 1n - operand;
    }
    default:
      return null;
  }
}

function compare(operator: ComparisonOperator, left: bigint, right: bigint): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
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
      const folded = fold(node.operator, node.operator === '>>' ? BigInt.asUintN(64, left) : left, right);
      return folded.ok ? folded.value : null;
    }
    default:
      return null;
  }
}
