/** ksym(address) and usym(address): names, which only user space can find, when the value is printed. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import { asInteger, type Checked, coerce, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import type { Type, TypedExpression } from '../typed.ts';
import { formatType, uint32, uint64 } from '../types.ts';

const ksym: Type = { kind: 'name', source: { of: 'ksym' } };
const usym: Type = { kind: 'name', source: { of: 'usym' } };

export function checkSymbol(context: Context, name: 'ksym' | 'usym', call: Ast.Call): Checked | null {
  const [argument] = call.args;
  const checked = argument === undefined ? null : context.expression(context, argument);
  if (argument === undefined || checked === null) return null;
  const address = checked.node.type.kind === 'bool' ? null : asInteger(checked.node);
  if (address === null) {
    const type = formatType(checked.node.type);
    context.report.error('bad-argument', argument.span, `${name}() needs an address, not ${type}`);
    return null;
  }
  const wide = coerce(address, uint64);
  if (name === 'usym') return userSymbol(wide, call.span);
  return kernelSymbol(wide, call.span);
}

export function kernelSymbol(address: TypedExpression, span: Span): Checked {
  return plain({ kind: 'convert', type: ksym, span, operand: address });
}

/** The address goes together with the process that it means something in. */
export function userSymbol(address: TypedExpression, span: Span): Checked {
  const pid: TypedExpression = { kind: 'builtin', name: 'pid', type: uint32, span };
  return plain({ kind: 'tuple', type: usym, span, elements: [address, coerce(pid, uint64)] });
}
