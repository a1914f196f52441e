/** Builtins as values: pid, comm, nsecs and the like; `args` alone. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Builtin, ValueName } from '../../builtins/builtins.ts';
import { clocks, pidNamespaces } from '../../builtins/task-values.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import { storedType } from '../c-types.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import type { AttachPoint, BuiltinName, ContainerAttribute, IntType, Type } from '../typed.ts';
import { checkFunction } from '../functions/function.ts';
import { checkTaskWalk, isTaskWalk } from './task-walk.ts';
import { namedNumber } from '../functions/named-number.ts';
import { bool, int64, uint32, uint64, uint8 } from '../types.ts';
import { checkProbeContext } from './probe-context.ts';
import { settingsRecord } from './settings.ts';
import { checkAllArguments } from './field.ts';
import { checkFunc } from './func.ts';
import { checkStack, defaultStack, stackValue } from './stack.ts';
import { checkArgument, checkRetval, isArgument } from './register.ts';

/** TASK_COMM_LEN, include/linux/sched.h. */
const comm: Type = { kind: 'string', capacity: 16 };

const nameOf = (attribute: ContainerAttribute): Type => ({ kind: 'name', source: { of: 'container', attribute } });
const types: Readonly<Record<Exclude<BuiltinName, 'ctx'>, Type>> = {
  pid: uint32,
  tid: uint32,
  cpu: uint64,
  nsecs: uint64,
  'nsecs(monotonic)': uint64,
  'nsecs(tai)': uint64,
  usermode: uint8,
  curtask: { kind: 'pointer', pointee: { kind: 'forward', name: 'task_struct', of: 'struct' }, space: 'kernel' },
  comm,
  pod: nameOf('pod'),
  container: nameOf('container'),
  namespace: nameOf('namespace'),
  workload: nameOf('workload'),
  node: nameOf('node'),
  uid: uint64,
  gid: uint64,
  elapsed: uint64,
  rand: uint32,
  cgroup: uint64,
  numaid: uint32,
  jiffies: uint64,
};
/** Those that mean something on their node only. */
const nodeLocal: ReadonlySet<BuiltinName> = new Set(['pid', 'tid', 'cgroup', 'curtask']);

export function checkBuiltin(context: Context, node: Ast.Identifier | Ast.Call): Checked | null {
  const builtin = context.bound.builtinOf.get(node);
  if (builtin === undefined) return node.kind === 'identifier' ? enumConstant(context, node) : null;
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
    context.report.error('action-position', context.wants ?? span, `${builtin.name}() gives no value`, { hint });
    return null;
  }
  if (builtin.kind === 'function') return checkFunction({ ...context, wants: span }, builtin, node);
  if (node.kind === 'call' && (builtin.name === 'kstack' || builtin.name === 'ustack'))
    return checkStack(context, builtin.name, node);
  const [argument] = node.kind === 'call' ? node.args : [];
  if (argument !== undefined) return withArgument(context, builtin, argument, span);
  return valueOf(context, builtin.name, span);
}

/** `nsecs(clock)`, `pid(namespace)`, `tid(namespace)`. */
function withArgument(
  context: Context,
  { name }: Builtin,
  argument: Ast.Expression,
  span: Ast.Expression['span'],
): Checked | null {
  if (isTaskWalk(name)) {
    const task = context.expression(context, argument);
    return task === null ? null : checkTaskWalk(context, task, name, span);
  }
  if (name !== 'nsecs' && name !== 'pid' && name !== 'tid') {
    context.report.error('not-supported', span, `Arguments of ${name}() are not supported yet`);
    return null;
  }
  const word = argument.kind === 'identifier' ? argument.name : '';
  const clock = name === 'nsecs' ? clocks.get(word) : undefined;
  if (clock !== undefined) return plain({ kind: 'builtin', name: clock, type: types[clock], span });
  if (name !== 'nsecs' && pidNamespaces.includes(word)) return valueOf(context, name, span);
  const words = name === 'nsecs' ? [...clocks.keys()] : pidNamespaces;
  const what = name === 'nsecs' ? 'clock' : 'PID namespace';
  context.report.error('bad-argument', argument.span, `${name}() takes no such ${what}; it takes ${words.join(', ')}`, {
    hint: didYouMean(closest(word, words)),
  });
  return null;
}

function valueOf(context: Context, name: ValueName, span: Ast.Expression['span']): Checked | null {
  if (isArgument(name)) return checkArgument(context, name, span);
  switch (name) {
    case 'args':
      return checkAllArguments(context, span);
    case 'probe':
      return constantText(span, context.attachPoints[0]?.text ?? '');
    case 'probetype':
      return constantText(span, probeType(context.attachPoints[0]));
    case 'ncpus':
      return constantNumber(span, BigInt(context.target.possibleCpus), uint64);
    case 'cpid':
      return childPid(context, span);
    case 'has_cpid': {
      const value = context.policy.inputs.childPid === null ? 1n : 0n;
      return plain({ kind: 'integer', type: bool, span, value });
    }
    case 'default_str_length':
      return constantNumber(span, BigInt(context.policy.limits.maxStringLength), int64);
    case 'config':
      return settingsRecord(context.policy, span);
    case 'ppid':
    case 'pcomm':
    case 'leader_tid':
    case 'leader_comm': {
      const task = plain({ kind: 'builtin', name: 'curtask', type: types.curtask, span });
      return checkTaskWalk(context, task, name, span);
    }
    case 'ctx':
      return checkProbeContext(context, span);
    case 'username':
      return namedNumber({ kind: 'builtin', name: 'uid', type: types.uid, span }, { of: 'user' });
    case 'usermode':
      return userMode(context, span);
    case 'retval':
      return checkRetval(context, span);
    case 'func':
      return checkFunc(context, span);
    case 'kstack':
    case 'ustack':
      return stackValue(name, defaultStack(name, context), span);
    case 'pod':
    case 'container':
    case 'namespace':
    case 'workload':
    case 'node':
      return containerName(context, name, span);
    default:
      return { ...plain({ kind: 'builtin', name, type: types[name], span }), nodeLocal: nodeLocal.has(name) };
  }
}

function containerName(context: Context, name: ContainerAttribute, span: Ast.Expression['span']): Checked | null {
  if (context.policy.containers !== null) return plain({ kind: 'builtin', name, type: types[name], span });
  context.report.error('no-containers', span, `\`${name}\` is known on a cluster only`, {
    hint: 'run the script as a TraceJob, or use cgroup',
  });
  return null;
}

function constantNumber(span: Ast.Expression['span'], value: bigint, type: IntType): Checked {
  return plain({ kind: 'integer', type, span, value });
}

function childPid(context: Context, span: Ast.Expression['span']): Checked {
  const pid = context.policy.inputs.childPid;
  if (pid === null)
    context.report.warning('no-child', span, 'no command was started, so cpid is 0', {
      hint: "-c 'COMMAND' starts one",
    });
  return { ...constantNumber(span, BigInt(pid ?? 0), uint32), nodeLocal: true };
}

/** bpftrace's word for what it runs itself. */
function probeType(point: AttachPoint | undefined): string {
  const provider = point?.provider ?? 'begin';
  return provider === 'begin' || provider === 'end' || provider === 'self' ? 'special' : provider;
}

/** Known where the program runs in this process, or where nothing of what was interrupted can be seen. */
function userMode(context: Context, span: Ast.Expression['span']): Checked {
  switch (context.attachPoints[0]?.provider) {
    case 'profile':
    case 'interval':
    case 'software':
    case 'hardware':
      return plain({ kind: 'builtin', name: 'usermode', type: uint8, span });
    case 'begin':
    case 'end':
    case 'self':
      return constantNumber(span, 1n, uint8);
    default:
      return constantNumber(span, 0n, uint8);
  }
}

/** The body is a program of its own for each attach point. */
function constantText(span: Ast.Expression['span'], text: string): Checked {
  const bytes = new TextEncoder().encode(text);
  return plain({ kind: 'string', type: { kind: 'string', capacity: bytes.length + 1 }, span, bytes });
}

/** A constant of an enum of the kernel keeps its type, and prints as its name (inventory L1.45). */
function enumConstant(context: Context, node: Ast.Identifier): Checked | null {
  const constant = context.bound.constantOf.get(node);
  if (constant === undefined) return null;
  const type = storedType(constant.type, 'kernel');
  return type === null ? null : plain({ kind: 'integer', type, span: node.span, value: constant.value });
}
