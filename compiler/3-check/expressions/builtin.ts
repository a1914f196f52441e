/** Builtins as values: pid, tid, comm, nsecs, cpu, probe; `args` alone. */
import type * as Ast from '../../1-parse/ast.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import type { BuiltinName, Type } from '../typed.ts';
import { uint32, uint64 } from '../types.ts';

/** TASK_COMM_LEN, include/linux/sched.h. */
const comm: Type = { kind: 'string', capacity: 16 };
const types: Readonly<Record<BuiltinName, Type>> = { pid: uint32, tid: uint32, cpu: uint64, nsecs: uint64, comm };

export function checkBuiltin(context: Context, node: Ast.Identifier | Ast.Call): Checked | null {
  const builtin = context.bound.builtinOf.get(node);
  if (builtin === undefined) return null;
  const { span } = node;
  if (builtin.kind === 'aggregate') {
    const hint =
      node.kind === 'call'
        ? `write @map = ${builtin.name}(…) or @map[key] = ${builtin.name}(…)`
        : `call it: @map = ${builtin.signature}`;
    context.report.error('aggregate-position', span, `${builtin.name}() must be assigned directly to a map`, { hint });
    return null;
  }
  if (builtin.kind === 'action') {
    const hint = node.kind === 'call' ? 'it stands alone, as a statement' : `call it: ${builtin.signature}`;
    context.report.error('action-position', span, `${builtin.name}() gives no value`, { hint });
    return null;
  }
  if (node.kind === 'call' && node.args.length > 0) {
    context.report.error('not-supported', span, `Arguments of ${builtin.name}() are not supported yet`);
    return null;
  }
  switch (builtin.name) {
    case 'args':
      context.report.error('not-supported', span, 'All of `args` as one value is not supported yet', {
        hint: 'name a field: args.FIELD',
      });
      return null;
    case 'probe':
      return probeName(context, span);
    case 'pid':
    case 'tid':
    case 'comm':
    case 'nsecs':
    case 'cpu': {
      const value = plain({ kind: 'builtin', name: builtin.name, type: types[builtin.name], span });
      return { ...value, nodeLocal: builtin.name === 'pid' || builtin.name === 'tid' };
    }
  }
}

/** A constant: the body is a program of its own for each attach point. */
function probeName(context: Context, span: Ast.Expression['span']): Checked {
  const bytes = new TextEncoder().encode(context.attachPoints[0]?.text ?? '');
  return plain({ kind: 'string', type: { kind: 'string', capacity: bytes.length + 1 }, span, bytes });
}
