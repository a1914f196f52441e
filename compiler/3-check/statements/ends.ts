/**
 * Whether control arrives behind a statement.
 *
 * Needs: a typed statement. Gives: true where it surely does not. Reports: nothing.
 */
import type { TypedExpression, TypedStatement } from '../typed.ts';

export function endsBlock(statement: TypedStatement): boolean {
  return ends(statement, true);
}

/** `jumps`: also by leaving or repeating the loop around it. */
function ends(statement: TypedStatement, jumps: boolean): boolean {
  switch (statement.kind) {
    case 'return':
    case 'exit':
      return true;
    case 'break':
    case 'continue':
      return jumps;
    case 'if': {
      const known = truthOf(statement.condition);
      const then = statement.then.some((each) => ends(each, jumps));
      const otherwise = statement.else.some((each) => ends(each, jumps));
      return known === null ? then && otherwise : known ? then : otherwise;
    }
    case 'unroll':
      return statement.body.some((each) => ends(each, jumps));
    default:
      return false;
  }
}

/** Of a condition that is known when the script is compiled. */
function truthOf(condition: TypedExpression): boolean | null {
  switch (condition.kind) {
    case 'integer':
      return condition.value !== 0n;
    case 'unary': {
      const operand = condition.operator === '!' ? truthOf(condition.operand) : null;
      return operand === null ? null : !operand;
    }
    case 'logical': {
      const decides = condition.operator === '||';
      const [left, right] = [truthOf(condition.left), truthOf(condition.right)];
      if (left === decides || right === decides) return decides;
      return left === null || right === null ? null : !decides;
    }
    default:
      return null;
  }
}
