/** is_str(), is_integer() and their like, strcap(), kfunc_exist(): what is known of an expression, or of the kernel, before anything runs. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Reflection } from '../../builtins/builtins.ts';
import type { Span } from '../../source/source.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { bool, int64 } from '../types.ts';
import { argument, wrongArgument } from './memory.ts';

export function checkReflection(context: Context, name: Reflection, call: Ast.Call): Checked | null {
  if (name === 'kfunc_exist') return checkKernelFunction(context, call);
  const value = argument(context, call, 0);
  if (value === null) return null;
  if (name === 'strcap') return checkCapacity(context, call, value);
  const [written] = call.args;
  return truth(name === 'is_literal' ? isWritten(written, value) : isKind(name, value), call.span);
}

function isKind(name: Exclude<Reflection, 'is_literal' | 'strcap' | 'kfunc_exist'>, { node }: Checked): boolean {
  const { type } = node;
  // count() and its like are no integers before they are cast.
  const isInteger = type.kind === 'int' && !(node.kind === 'mapRead' && node.map.value.kind !== 'scalar');
  switch (name) {
    case 'is_str':
      return type.kind === 'string';
    case 'is_ptr':
      return type.kind === 'pointer';
    case 'is_array':
      return type.kind === 'array';
    case 'is_integer':
      return isInteger;
    case 'is_unsigned_integer':
      return isInteger && type.kind === 'int' && !type.signed;
  }
}

/** Numbers that were folded from written ones are written too. */
function isWritten(expression: Ast.Expression | undefined, { literal }: Checked): boolean {
  return literal || expression?.kind === 'string' || expression?.kind === 'boolean';
}

/** Also of what str() would take for a string: an array has its length, and of a pointer nothing is known. */
function checkCapacity(context: Context, call: Ast.Call, { node }: Checked): Checked | null {
  const { type, span } = node;
  if (type.kind !== 'string' && type.kind !== 'array')
    return wrongArgument(context, call, node, 'a string or an array');
  const value = BigInt(type.kind === 'string' ? type.capacity : type.length);
  return plain({ kind: 'integer', type: int64, span, value });
}

function checkKernelFunction(context: Context, call: Ast.Call): Checked | null {
  const [name] = call.args;
  if (name?.kind === 'string') {
    const found = context.target.types.find('function', new TextDecoder().decode(name.bytes));
    return truth(found !== null, call.span);
  }
  if (name !== undefined && name.kind !== 'error')
    context.report.error('bad-argument', name.span, `${call.callee.text}() needs the name of a function, as written`);
  return null;
}

function truth(value: boolean, span: Span): Checked {
  return plain({ kind: 'integer', type: bool, span, value: value ? 1n : 0n });
}
