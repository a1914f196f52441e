/**
 * What a script can name without declaring it: one entry each. Which types the arguments have, and where a builtin
 * may stand, is checked in 3-check.
 */
import type { ContainerAttribute } from '../3-check/typed.ts';
import { type FormattedAction, formattedActions } from './actions.ts';
import {
  type ConstantName,
  constantDocs,
  type NumberName,
  numberSpecs,
  type TaskWalkName,
  taskWalkDocs,
} from './task-values.ts';

export type Builtin =
  /** Usable with and without `()`. */
  | { readonly kind: 'value'; readonly name: ValueName; readonly doc: string }
  /** A call that gives a value. */
  | (Callable & { readonly kind: 'function'; readonly name: FunctionName })
  /** Only as the right side of `@map = …`. */
  | (Callable & { readonly kind: 'aggregate'; readonly name: AggregateName })
  /** Only as a statement. */
  | (Callable & { readonly kind: 'action'; readonly name: ActionName });

export type ValueName =
  | 'username'
  | 'pid'
  | 'tid'
  | 'comm'
  | 'nsecs'
  | 'cpu'
  | 'args'
  | 'probe'
  | 'retval'
  | 'curtask'
  | 'ctx'
  | 'func'
  | StackName
  | TaskWalkName
  | NumberName
  | ConstantName
  | ContainerAttribute
  | ArgumentName;
/** `arg0`, `arg1` …: which of them the architecture has is checked in 3-check. */
export type ArgumentName = `arg${number}`;
export type StackName = 'kstack' | 'ustack';
export type FunctionName =
  | MemoryFunction
  | 'ksym'
  | 'usym'
  | 'kaddr'
  | 'uaddr'
  | 'cgroupid'
  | 'container_of'
  | 'reg'
  | 'strftime'
  | NumberNamer
  | 'cgroup_path'
  | Reflection
  | ObjectFunction
  | StringSearch
  | MapFunctionName;
/** Functions of strings, bytes and pointers. */
export type MemoryFunction =
  | 'str'
  | 'buf'
  | 'strlen'
  | 'strncmp'
  | 'kptr'
  | 'uptr'
  | 'bswap'
  | 'macaddr'
  | 'ntop'
  | 'pton'
  | 'getopt';
/** Functions of the kernel's own objects, which only typed arguments lead to. */
export type ObjectFunction = 'path' | 'socket_cookie';
/** Questions about an expression that are answered before anything runs. */
export type Reflection =
  | 'is_str'
  | 'is_ptr'
  | 'is_array'
  | 'is_integer'
  | 'is_unsigned_integer'
  | 'is_literal'
  | 'strcap'
  | 'kfunc_exist';
/** Functions that look through the bytes of their arguments. */
export type StringSearch = 'strstr' | 'strcontains' | 'str_concat' | 'memcmp' | 'is_err';
/** Functions that give the name of a number. */
export type NumberNamer = 'strerror' | 'signal_name' | 'syscall_name';
export type MapFunctionName = 'delete' | 'has_key' | 'find' | 'len';
export type AggregateName = 'count' | 'sum' | 'min' | 'max' | 'avg' | 'stats' | 'hist' | 'lhist' | 'tseries';
export type ActionName =
  | FormattedAction
  | 'time'
  | 'join'
  | 'debugf'
  | 'signal'
  | 'signal_thread'
  | 'print'
  | 'clear'
  | 'zero'
  | 'exit'
  | 'assert'
  | 'static_assert'
  | 'assert_str'
  | 'fail';

interface Callable {
  /** For messages: `hist(n[, bits])`. */
  readonly signature: string;
  readonly minArguments: number;
  readonly maxArguments: number;
  readonly doc: string;
}

function values(documented: readonly (readonly [name: ValueName, doc: string])[]): readonly Builtin[] {
  return documented.map(([name, doc]) => ({ kind: 'value', name, doc }));
}

function action(name: ActionName, signature: string, arity: readonly [number, number], doc: string): Builtin {
  const [minArguments, maxArguments] = arity;
  return { kind: 'action', name, signature, minArguments, maxArguments, doc };
}

function fn(name: FunctionName, signature: string, arity: readonly [number, number], doc: string): Builtin {
  const [minArguments, maxArguments] = arity;
  return { kind: 'function', name, signature, minArguments, maxArguments, doc };
}

/** Of one number. */
function aggregate(name: AggregateName, doc: string): Builtin {
  return { kind: 'aggregate', name, signature: `${name}(n)`, minArguments: 1, maxArguments: 1, doc };
}

const entries: readonly Builtin[] = [
  { kind: 'value', name: 'pid', doc: 'process id (thread group id) of the current task' },
  { kind: 'value', name: 'tid', doc: 'thread id of the current task' },
  { kind: 'value', name: 'comm', doc: 'name of the current task' },
  { kind: 'value', name: 'nsecs', doc: 'nanoseconds since boot, suspend included' },
  { kind: 'value', name: 'cpu', doc: 'number of the current CPU' },
  { kind: 'value', name: 'curtask', doc: 'the current task, a struct task_struct *' },
  { kind: 'value', name: 'args', doc: 'the arguments of a tracepoint, by name: args.filename' },
  { kind: 'value', name: 'pod', doc: 'name of the pod of the current task; empty outside of pods' },
  { kind: 'value', name: 'container', doc: 'name of its container in the pod' },
  { kind: 'value', name: 'namespace', doc: 'Kubernetes namespace of its pod' },
  { kind: 'value', name: 'workload', doc: 'what made its pod: Deployment/checkout; empty for a pod of its own' },
  { kind: 'value', name: 'node', doc: 'name of the node' },
  { kind: 'value', name: 'username', doc: 'name of the user of the current task' },
  { kind: 'value', name: 'probe', doc: 'full name of the attach point that fired' },
  ...values(Object.entries(numberSpecs).map(([name, { doc }]) => [name as NumberName, doc])),
  ...values(Object.entries(taskWalkDocs).map(([name, doc]) => [name as TaskWalkName, doc])),
  ...values(Object.entries(constantDocs).map(([name, doc]) => [name as ConstantName, doc])),
  { kind: 'value', name: 'ctx', doc: 'what the kernel hands to the program: ctx->ip in uprobe' },
  { kind: 'value', name: 'retval', doc: 'what the function returned, in uretprobe' },
  ...Array.from({ length: 10 }, (_, index): Builtin => {
    return { kind: 'value', name: `arg${index}`, doc: `argument ${index} of the function, in uprobe` };
  }),
  { kind: 'value', name: 'func', doc: 'the traced function, in uprobe and uretprobe' },
  { kind: 'value', name: 'kstack', doc: 'the stack in the kernel: kstack, kstack(3), kstack(perf), kstack(raw, 5)' },
  { kind: 'value', name: 'ustack', doc: 'the stack of the current process: as kstack, and ustack(build_id)' },
  fn('ksym', 'ksym(address)', [1, 1], 'name of what is at an address of the kernel'),
  fn('usym', 'usym(address)', [1, 1], 'name of the function at an address of the current process'),
  fn('kaddr', 'kaddr("name")', [1, 1], 'address of a symbol of the kernel'),
  fn('uaddr', 'uaddr("name")', [1, 1], 'address of a variable or function of the traced binary, in uprobe'),
  fn('cgroupid', 'cgroupid("path")', [1, 1], 'id of a cgroup by its folder'),
  fn(
    'container_of',
    'container_of(pointer, type, member)',
    [3, 3],
    'the struct of which the pointer leads to a member',
  ),
  fn('strftime', 'strftime(format, nsecs)', [2, 2], 'a time of nsecs as strftime(3) formats it'),
  fn('strerror', 'strerror(errno)', [1, 1], 'what an error number means'),
  fn('signal_name', 'signal_name(number)', [1, 1], 'what a signal means'),
  fn('str', 'str(pointer[, length])', [1, 2], 'the string that a pointer points to'),
  fn('buf', 'buf(pointer or array[, length])', [1, 2], 'bytes as they are, NULs included'),
  fn('strlen', 'strlen(string)', [1, 1], 'number of bytes of a string'),
  fn('strncmp', 'strncmp(string, string, length)', [3, 3], '0 when both begin with the same bytes, else 1'),
  fn('kptr', 'kptr(pointer)', [1, 1], 'the same pointer, to memory of the kernel'),
  fn('uptr', 'uptr(pointer)', [1, 1], 'the same pointer, to memory of the process'),
  fn('bswap', 'bswap(integer)', [1, 1], 'the integer with its bytes in the other order'),
  fn('macaddr', 'macaddr(array)', [1, 1], 'a hardware address of 6 bytes'),
  fn('ntop', 'ntop([family, ]address)', [1, 2], 'an IP address of 4 or 16 bytes'),
  fn('pton', 'pton("address")', [1, 1], 'the bytes of an IP address'),
  fn('getopt', 'getopt("name"[, default[, "description"]])', [1, 3], 'a named parameter'),
  fn('path', 'path(struct path[, size])', [1, 2], 'the path of a file, in fentry and fexit'),
  fn('socket_cookie', 'socket_cookie(struct sock *)', [1, 1], 'a number that no other socket has'),
  fn('is_str', 'is_str(value)', [1, 1], 'whether the value is a string'),
  fn('is_ptr', 'is_ptr(value)', [1, 1], 'whether the value is a pointer'),
  fn('is_array', 'is_array(value)', [1, 1], 'whether the value is an array'),
  fn('is_integer', 'is_integer(value)', [1, 1], 'whether the value is an integer'),
  fn('is_unsigned_integer', 'is_unsigned_integer(value)', [1, 1], 'whether the value is an integer without a sign'),
  fn('is_literal', 'is_literal(value)', [1, 1], 'whether the value is one as written'),
  fn('strcap', 'strcap(string)', [1, 1], 'number of bytes that the string has room for'),
  fn('kfunc_exist', 'kfunc_exist("name")', [1, 1], 'whether the kernel has a function'),
  fn('strstr', 'strstr(string, part)', [2, 2], 'where the part begins; below 0 when it is not there'),
  fn('strcontains', 'strcontains(string, part)', [2, 2], 'whether the part is in the string'),
  fn('str_concat', 'str_concat(string, string)', [2, 2], 'one string behind the other'),
  fn('memcmp', 'memcmp(value, value, length)', [3, 3], '0 when the first bytes are equal, else their difference'),
  fn('is_err', 'is_err(pointer)', [1, 1], 'whether the kernel gave an error number in place of a pointer'),
  fn('syscall_name', 'syscall_name(number)', [1, 1], 'name of a system call'),
  fn('cgroup_path', 'cgroup_path(id[, hierarchy])', [1, 2], 'the paths of a cgroup id'),
  {
    kind: 'function',
    name: 'reg',
    signature: 'reg("name")',
    minArguments: 1,
    maxArguments: 1,
    doc: 'a register of the traced code: reg("ip")',
  },
  {
    kind: 'aggregate',
    name: 'count',
    signature: 'count()',
    minArguments: 0,
    maxArguments: 0,
    doc: 'how often this was reached',
  },
  aggregate('sum', 'sum of n'),
  aggregate('min', 'the least n'),
  aggregate('max', 'the greatest n'),
  aggregate('avg', 'average of n'),
  aggregate('stats', 'number of events, average and total of n'),
  {
    kind: 'aggregate',
    name: 'hist',
    signature: 'hist(n[, bits])',
    minArguments: 1,
    maxArguments: 2,
    doc: 'power-of-two histogram of n, each power divided into 2^bits',
  },
  {
    kind: 'aggregate',
    name: 'lhist',
    signature: 'lhist(n, min, max, step)',
    minArguments: 4,
    maxArguments: 4,
    doc: 'histogram of n in steps of one width',
  },
  {
    kind: 'aggregate',
    name: 'tseries',
    signature: 'tseries(n, interval, intervals[, aggregation])',
    minArguments: 3,
    maxArguments: 4,
    doc: 'n for each interval of time, the last or what an aggregation makes of them',
  },
  ...Object.entries(formattedActions).map(([name, spec]): Builtin => {
    return { kind: 'action', name: name as FormattedAction, ...spec };
  }),
  action('time', 'time([format])', [0, 1], 'the time of day, as strftime(3) formats it'),
  action('debugf', 'debugf(format, …)', [1, 128], 'a line in the trace buffer of the kernel, for debugging'),
  action('join', 'join(array[, delimiter])', [1, 2], 'the strings of an array of pointers, as args.argv, in one line'),
  action('assert', 'assert(condition, message)', [2, 2], 'ends the run with an error where the condition is false'),
  action('static_assert', 'static_assert(condition, message)', [2, 2], 'an error of the script where it is false'),
  action('assert_str', 'assert_str(value)', [1, 1], 'an error of the script where the value is none of a string'),
  action('fail', 'fail(message, …)', [1, 128], 'an error of the script where it can be reached'),
  action('signal', 'signal(number or name)', [1, 1], 'sends a signal to the current process; unsafe'),
  action('signal_thread', 'signal_thread(number or name)', [1, 1], 'sends a signal to the current thread; unsafe'),
  {
    kind: 'action',
    name: 'print',
    signature: 'print(@map[, top[, div]]) or print(value)',
    minArguments: 1,
    maxArguments: 3,
    doc: 'prints a map, or a value with a newline',
  },
  {
    kind: 'action',
    name: 'clear',
    signature: 'clear(@map)',
    minArguments: 1,
    maxArguments: 1,
    doc: 'deletes all keys of a map',
  },
  {
    kind: 'action',
    name: 'zero',
    signature: 'zero(@map)',
    minArguments: 1,
    maxArguments: 1,
    doc: 'sets all values of a map to zero',
  },
  {
    kind: 'function',
    name: 'delete',
    signature: 'delete(@map, key)',
    minArguments: 1,
    maxArguments: 2,
    doc: 'deletes one key of a map, or the value of a map without keys; whether it was there',
  },
  {
    kind: 'function',
    name: 'has_key',
    signature: 'has_key(@map, key)',
    minArguments: 2,
    maxArguments: 2,
    doc: 'whether a map has the key',
  },
  {
    kind: 'function',
    name: 'find',
    signature: 'find(@map, key, $variable)',
    minArguments: 3,
    maxArguments: 3,
    doc: 'whether a map has the key; its value then goes to the variable',
  },
  {
    kind: 'function',
    name: 'len',
    signature: 'len(@map)',
    minArguments: 1,
    maxArguments: 1,
    doc: 'the number of keys of a map',
  },
  {
    kind: 'action',
    name: 'exit',
    signature: 'exit([code])',
    minArguments: 0,
    maxArguments: 1,
    doc: 'ends the run; end probes still fire',
  },
];

const byName: ReadonlyMap<string, Builtin> = new Map(entries.map((entry) => [entry.name, entry]));

export function findBuiltin(name: string): Builtin | null {
  return byName.get(name) ?? null;
}

/** For did-you-mean, and for documentation. */
export const builtins: readonly Builtin[] = entries;
