/**
 * Positional parameters: a number where the text is one, else a string; 0, or the empty string, where it is missing
 * (inventory L2.70). They count as literals.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { parseIntegerLiteral } from '../../source/integer.ts';
import type { Checked } from '../checked.ts';
import type { Context } from '../context.ts';
import { integerLiteral, stringLiteral } from './literal.ts';

export function checkParameter(context: Context, { which, span }: Ast.Parameter): Checked | null {
  const { positional } = context.policy.inputs;
  if (which === 'count') return integerLiteral(BigInt(positional.length), span);
  const text = textOf(context, which);
  if (text === '') {
    context.report.warning('bad-parameter', span, `$${which} is empty or was not given`);
    return integerLiteral(0n, span);
  }
  const number = numberOf(text);
  if (number !== null) return integerLiteral(number, span);
  return stringLiteral(context, { kind: 'string', bytes: new TextEncoder().encode(text), span });
}

export function checkParameterText(context: Context, expression: Ast.ParameterText): Checked | null {
  const { parameter, skip, span } = expression;
  if (parameter.which === 'count') return null;
  const bytes = new TextEncoder().encode(textOf(context, parameter.which));
  const offset = skip === null ? 0n : literalOf(context, skip);
  if (offset === null) return null;
  if (offset < 0n || offset > BigInt(bytes.length)) {
    context.report.error('bad-parameter', span, `$${parameter.which} has ${bytes.length} bytes, not ${offset}`);
    return null;
  }
  return stringLiteral(context, { kind: 'string', bytes: bytes.subarray(Number(offset)), span });
}

function textOf({ policy }: Context, which: number): string {
  return policy.inputs.positional[which - 1] ?? '';
}

function numberOf(text: string): bigint | null {
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const literal = parseIntegerLiteral(digits);
  if (!literal.ok || (sign === '-' && literal.value > 2n ** 63n)) return null;
  return sign === '-' ? -literal.value : literal.value;
}

function literalOf(context: Context, expression: Ast.Expression): bigint | null {
  const checked = context.expression(context, expression);
  if (checked === null) return null;
  if (checked.literal && checked.node.kind === 'integer') return checked.node.value;
  context.report.error(
    'bad-parameter',
    expression.span,
    'how many characters are left out must be a number, as written',
  );
  return null;
}
