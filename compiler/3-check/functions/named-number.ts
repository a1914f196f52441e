import { type Checked, coerce, plain } from '../checked.ts';
import type { NameSource, TypedExpression } from '../typed.ts';
import { uint64 } from '../types.ts';

/** A number that is shown as the name that user space knows for it. */
export function namedNumber(number: TypedExpression, source: NameSource): Checked {
  const operand = coerce(number, uint64);
  return plain({ kind: 'convert', type: { kind: 'name', source }, span: number.span, operand });
}
