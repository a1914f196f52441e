/**
 * Conditions: bool expressions as control flow.
 *
 * Needs: a typed expression of type bool, and a block for each outcome.
 * Gives: branches to them; && and || evaluate their right side only where it decides.
 * Reports: nothing.
 */
import type { TypedExpression } from '../3-check/typed.ts';
import type { OpenBlock } from './builder.ts';
import { onSomeWays, operandOf, type ProgramContext } from './context.ts';
import { compareContent, comparePrefix } from './values/compare.ts';

export function lowerCondition(
  context: ProgramContext,
  expression: TypedExpression,
  yes: OpenBlock,
  no: OpenBlock,
): void {
  const { builder } = context;
  const outer = builder.span;
  builder.span = expression.span;
  lowerKind(context, expression, yes, no);
  builder.span = outer;
}

function lowerKind(context: ProgramContext, expression: TypedExpression, yes: OpenBlock, no: OpenBlock): void {
  const { builder } = context;
  switch (expression.kind) {
    case 'logical': {
      const right = builder.createBlock();
      if (expression.operator === '&&') lowerCondition(context, expression.left, right, no);
      else lowerCondition(context, expression.left, yes, right);
      if (!builder.start(right)) return;
      onSomeWays(context, () => lowerCondition(context, expression.right, yes, no));
      return;
    }
    case 'unary':
      if (expression.operator !== '!') break;
      return lowerCondition(context, expression.operand, no, yes);
    case 'integer':
      return builder.jump(expression.value === 0n ? no : yes);
    case 'comparison': {
      const left = context.lower.number(context, expression.left);
      const right = operandOf(context, expression.right);
      return builder.branch(machineComparison(expression), left, right, yes, no);
    }
    case 'contentComparison': {
      const [same, differ] = expression.operator === '==' ? [yes, no] : [no, yes];
      return compareContent(context, expression.left, expression.right, same, differ);
    }
    case 'prefixComparison':
      return comparePrefix(context, expression, yes, no);
    default:
      break;
  }
  builder.branch('ne', context.lower.number(context, expression), 0n, yes, no);
}

/** The IR comparison of operands of one type. */
export function machineComparison({
  operator,
  signed,
}: TypedExpression & { readonly kind: 'comparison' }): 'eq' | 'ne' | `${'s' | 'u'}${'lt' | 'le' | 'gt' | 'ge'}` {
  const sign = signed ? 's' : 'u';
  switch (operator) {
    case '==':
      return 'eq';
    case '!=':
      return 'ne';
    case '<':
      return `${sign}lt`;
    case '<=':
      return `${sign}le`;
    case '>':
      return `${sign}gt`;
    case '>=':
      return `${sign}ge`;
  }
}
