/** `++` and `--` on variables and maps: 64 bits wide, counting up leaves the sign to other uses. Pointers go on, or back, by one of what they point to. */
import type * as Ast from '../../1-parse/ast.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import type { Slot } from '../slot.ts';
import { targetOf, type Target } from '../target.ts';
import type { PointerType } from '../typed.ts';
import { strideOf } from './pointer.ts';
import { formatType, int64 } from '../types.ts';

export function checkIncrement(context: Context, expression: Ast.Increment): Checked | null {
  const up = expression.operator === '++';
  const target = targetOf(context, expression.target, expression.span);
  if (target === null) return null;
  const { span } = expression;
  const before = target.cell.read();
  if (before?.type.kind === 'pointer') return stepPointer(context, expression, target, before.type);
  if (before !== null && before.type.kind !== 'int' && before.type.kind !== 'enum') {
    context.report.error(
      'bad-operand',
      span,
      `\`${expression.operator}\` needs an integer; ${expression.target.name} is ${formatType(before.type)}`,
    );
    return null;
  }
  const step: Slot = { type: int64, flexible: up, nodeLocal: false };
  if (!target.cell.locked) target.cell.note(step, span);
  const slot = target.cell.read() ?? step;
  const resolved = target.resolve();
  if (resolved === null) return null;
  const node = {
    kind: 'increment',
    type: resolved.type,
    span,
    target: resolved.target,
    delta: up ? 1 : -1,
    prefix: expression.prefix,
  } as const;
  return { node, flexible: slot.flexible, nodeLocal: false, literal: false };
}

function stepPointer(context: Context, expression: Ast.Increment, target: Target, type: PointerType): Checked | null {
  const { span, operator, prefix } = expression;
  const resolved = target.resolve();
  if (resolved === null) return null;
  const bytes = strideOf(context, type);
  const delta = operator === '++' ? bytes : -bytes;
  const node = { kind: 'increment', type, span, target: resolved.target, delta, prefix } as const;
  return { ...plain(node), nodeLocal: true };
}
