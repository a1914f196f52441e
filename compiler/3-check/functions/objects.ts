/** path() and socket_cookie(): what the kernel tells of its own objects (inventory F6.03, F6.16). */
import type * as Ast from '../../1-parse/ast.ts';
import type { CType } from '../../ctypes/ctype.ts';
import { resolve } from '../../ctypes/query.ts';
import type { Span } from '../../source/source.ts';
import { literalArgument } from '../calls/arguments.ts';
import { type Checked, plain } from '../checked.ts';
import { type Context, longestString } from '../context.ts';
import { isPointer } from '../expressions/pointer.ts';
import type { TypedExpression } from '../typed.ts';
import { formatType, uint64 } from '../types.ts';
import { argument, wrongArgument } from './memory.ts';

/** btf_allowlist_d_path, kernel/trace/bpf_trace.c: where the kernel lets programs ask for paths. */
const pathFunctions: readonly string[] = [
  'dentry_open',
  'filp_close',
  'security_file_open',
  'security_file_permission',
  'security_inode_getattr',
  'security_path_truncate',
  'vfs_fallocate',
  'vfs_getattr',
  'vfs_truncate',
];

export function checkPath(context: Context, call: Ast.Call): Checked | null {
  const [, written] = call.args;
  const limit = longestString(context);
  const size =
    written === undefined ? limit : literalArgument(context, written, 'the size of path()', 1n, BigInt(limit));
  if (!isPathProbe(context, call.span)) return null;
  const value = argument(context, call, 0);
  if (value === null || size === null) return null;
  if (!isStruct(value.node, 'path')) return wrongArgument(context, call, value.node, 'a struct path');
  if (!isReachable(context, value.node)) return null;
  const type = { kind: 'string', capacity: size } as const;
  return plain({ kind: 'path', type, span: call.span, object: value.node });
}

function isPathProbe(context: Context, span: Span): boolean {
  for (const point of context.attachPoints) {
    const { provider, text } = point;
    if (provider !== 'fentry' && provider !== 'fexit') {
      context.report.error('builtin-unavailable', span, `path() exists in fentry and fexit only, not in ${text}`);
      return false;
    }
    if (pathFunctions.includes(point.name)) continue;
    context.report.error('builtin-unavailable', span, `the kernel tells no paths in ${text}`, {
      hint: `it does in ${pathFunctions.join(', ')}`,
    });
    return false;
  }
  return hasHelper(context, 'bpf_d_path', 'path()', span);
}

const withSockets: ReadonlySet<string> = new Set(['fentry', 'fexit', 'rawtracepoint']);

export function checkSocketCookie(context: Context, call: Ast.Call): Checked | null {
  const without = context.attachPoints.find(({ provider }) => !withSockets.has(provider));
  if (without !== undefined) {
    const message = `socket_cookie() exists in fentry, fexit and rawtracepoint only, not in ${without.text}`;
    context.report.error('builtin-unavailable', call.span, message);
    return null;
  }
  if (!hasHelper(context, 'bpf_get_socket_ptr_cookie', 'socket_cookie()', call.span)) return null;
  const value = argument(context, call, 0);
  if (value === null) return null;
  if (!isPointer(value.node) || !isStruct(value.node, 'sock'))
    return wrongArgument(context, call, value.node, 'a pointer to a struct sock');
  if (!isReachable(context, value.node)) return null;
  return { ...plain({ kind: 'socketCookie', type: uint64, span: call.span, object: value.node }), nodeLocal: true };
}

/** `helper`: the function behind it, which the kernel's types tell of. */
function hasHelper(context: Context, helper: string, what: string, span: Span): boolean {
  if (context.target.types.find('function', helper) !== null) return true;
  const message = `${what} needs a newer kernel than ${context.target.release}`;
  context.report.error('builtin-unavailable', span, message, { cause: 'HelperMissing' });
  return false;
}

/** The struct, or a pointer to it. */
function isStruct({ type }: TypedExpression, name: string): boolean {
  if (type.kind === 'struct') return isNamed(type.ctype, name);
  return type.kind === 'pointer' && isNamed(type.pointee, name);
}

function isNamed(type: CType, name: string): boolean {
  const known = resolve(type);
  return (known.kind === 'struct' || known.kind === 'forward') && known.name === name;
}

/** The kernel believes a pointer that comes from the arguments of the probe, member by member. */
function isReachable(context: Context, node: TypedExpression): boolean {
  let from = node;
  while (from.kind === 'member' || from.kind === 'dereference')
    from = from.kind === 'member' ? from.object : from.operand;
  if (from.kind === 'argument' && from.typed) return true;
  const message = `the kernel takes only what the arguments of the probe lead to, not this ${formatType(node.type)}`;
  context.report.error('bad-argument', node.span, message, { hint: 'as args.NAME, or args.NAME->member' });
  return false;
}
