/** Literals: numbers, strings, true and false. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { bool, literalType } from '../types.ts';

/** A number as written or folded; above 2^63-1 it is unsigned for good. */
export function integerLiteral(value: bigint, span: Span): Checked {
  const type = literalType(value);
  return {
    node: { kind: 'integer', type, span, value },
    flexible: value >= 0n && type.signed,
    nodeLocal: false,
    literal: true,
  };
}

export function booleanLiteral(value: boolean, span: Span): Checked {
  return plain({ kind: 'integer', type: bool, span, value: value ? 1n : 0n });
}

export function stringLiteral(context: Context, { bytes, span }: Ast.StringLiteral): Checked | null {
  const { maxStringLength } = context.policy.limits;
  // With no room at all literals keep what they are, as in bpftrace.
  if (maxStringLength > 0 && bytes.length > maxStringLength - 1) {
    const message = `this string has ${bytes.length} bytes; strings have at most ${maxStringLength - 1}`;
    context.report.error('string-too-long', span, message);
    return null;
  }
  const zero = bytes.indexOf(0);
  const shown = zero === -1 ? bytes : bytes.subarray(0, zero);
  return plain({ kind: 'string', type: { kind: 'string', capacity: shown.length + 1 }, span, bytes: shown });
}
