/**
 * Whether control arrives behind a statement.
 *
 * Needs: a typed statement. Gives: true where it surely does not. Reports: nothing.
 */
import { truthOf } from '../expressions/constant.ts';
import type { TypedStatement } from '../typed.ts';

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
      return known === null ? then && otherwise : known === 1n ? then : otherwise;
    }
    case 'unroll':
      return statement.body.some((each) => ends(each, jumps));
    default:
      return false;
  }
}
