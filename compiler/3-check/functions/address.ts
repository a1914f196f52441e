/** ntop(), pton(), macaddr(): addresses of networks. */
import type * as Ast from '../../1-parse/ast.ts';
import { asInteger, type Checked, coerce, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { parseAddress } from './parse-address.ts';
import type { TypedExpression } from '../typed.ts';
import { uint64 } from '../types.ts';
import { argument, arrayBytes, asArray, wrongArgument } from './memory.ts';

export function checkNtop(context: Context, call: Ast.Call): Checked | null {
  const hasFamily = call.args.length === 2;
  const family = hasFamily ? argument(context, call, 0) : null;
  const address = argument(context, call, hasFamily ? 1 : 0);
  if (address === null || (hasFamily && family === null)) return null;
  const number = family === null ? null : asInteger(family.node);
  if (family !== null && number === null)
    return wrongArgument(context, call, family.node, 'a family such as 2 (AF_INET)');
  const source = asArray(address.node) ?? asInteger(address.node);
  if (source === null || !isAddress(source))
    return wrongArgument(context, call, address.node, 'an integer, or an array of 4 or 16 bytes');
  const type = { kind: 'inet' } as const;
  return plain({
    kind: 'address',
    type,
    span: call.span,
    family: number === null ? null : coerce(number, uint64),
    source: source.type.kind === 'int' ? coerce(source, uint64) : source,
  });
}

function isAddress(source: TypedExpression): boolean {
  const bytes = arrayBytes(source);
  return source.type.kind === 'int' || bytes === 4 || bytes === 16;
}

export function checkPton(context: Context, call: Ast.Call): Checked | null {
  const [text] = call.args;
  if (text === undefined || text.kind === 'error') return null;
  const bytes = text.kind === 'string' ? parseAddress(new TextDecoder().decode(text.bytes)) : null;
  if (bytes === null) {
    context.report.error('bad-argument', text.span, 'pton() needs an IP address as written: "127.0.0.1" or "::1"');
    return null;
  }
  const element = { kind: 'int', size: 1, signed: false } as const;
  return plain({ kind: 'bytes', type: { kind: 'array', element, length: bytes.length }, span: call.span, bytes });
}

export function checkMacaddr(context: Context, call: Ast.Call): Checked | null {
  const value = argument(context, call, 0);
  if (value === null) return null;
  const source = asArray(value.node);
  if (source === null || arrayBytes(source) !== 6)
    return wrongArgument(context, call, value.node, 'an array of 6 bytes');
  return plain({ kind: 'hardwareAddress', type: { kind: 'macaddr' }, span: call.span, source });
}
