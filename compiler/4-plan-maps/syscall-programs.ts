/**
 * Probes of system calls that one program at the raw event serves.
 *
 * The kernel fires `raw_syscalls:sys_enter` for every system call and finds the others by number. A raw program there is
 * cheaper than the classic one, and where a wildcard names hundreds of system calls, one program that looks at the number
 * stands for hundreds of attachments. It sees what the classic ones see: the same calls, none of 32-bit callers where the
 * classic ones skip them (`syscalls:*`), the same arguments.
 *
 * Needs: the typed probes, a Target (with BTF: 6.1, the first kernel where such a program never runs inside itself).
 * Gives: of each such probe the raw event. Reports: nothing.
 */
import type { TypedProbe, TypedProgram } from '../3-check/typed.ts';
import { expressionsOf, walkExpression, walkStatements } from '../3-check/walk.ts';
import { findMember } from '../ctypes/query.ts';
import { tracepointNumbers } from '../target/syscalls.ts';
import type { Target } from '../target/target.ts';

export type RawEvent = 'sys_enter' | 'sys_exit';

export interface SyscallProbe {
  readonly event: RawEvent;
  /** The numbers that count, ascending; null: all, of callers of any width. */
  readonly numbers: readonly number[] | null;
}

/** Fewer attachments than this stay classic: a raw program runs for every system call of the machine. */
const fewest = 9;
/** Bodies of a family, and statements in all of them, at most: it is compiled in a few seconds, to a handful of programs. */
const mostStatements = 4000;

export function syscallProbes(program: TypedProgram, target: Target): ReadonlyMap<TypedProbe, SyscallProbe> {
  const found = new Map<TypedProbe, SyscallProbe>();
  const candidates = program.probes.flatMap((probe) => {
    const syscalls = probe.attachPoints.length === 0 ? null : describe(probe, target.arch);
    return syscalls === null ? [] : [{ probe, syscalls }];
  });
  if (candidates.length === 0 || !isServed(target)) return found;
  for (const members of Map.groupBy(candidates, ({ probe, syscalls }) => familyOf(probe, syscalls)).values()) {
    const numbers = members.flatMap(({ syscalls }) => syscalls.numbers ?? []);
    const whole = members.every(({ syscalls }) => syscalls.numbers === null);
    const statements = members.reduce((sum, { probe }) => sum + 1 + countStatements(probe), 0);
    const distinct = new Set(numbers).size === numbers.length;
    if (!whole && (numbers.length < fewest || !distinct || statements > mostStatements)) continue;
    for (const { probe, syscalls } of members) found.set(probe, syscalls);
  }
  return found;
}

/** Probes of one family are one program: those that one attach point of the script was expanded to. */
export function familyOf(probe: TypedProbe, { event, numbers }: SyscallProbe): string {
  return `${event} ${probe.span.start} ${numbers === null ? 'all' : 'some'}`;
}

function isServed({ helpers, types, release }: Target): boolean {
  const [major = 0, minor = 0] = release.split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 1) || !helpers.has('get_current_task_btf')) return false;
  const registers = types.find('struct', 'pt_regs')?.type;
  const task = types.find('struct', 'task_struct')?.type;
  if (registers?.kind !== 'struct' || task?.kind !== 'struct') return false;
  return types.find('typedef', 'btf_trace_sys_enter') !== null && findMember(task, 'thread_info') !== null;
}

function describe(probe: TypedProbe, arch: Target['arch']): SyscallProbe | null {
  const points = probe.attachPoints.flatMap((point) => (point.provider === 'tracepoint' ? [point] : []));
  const [first] = points;
  if (first === undefined || points.length !== probe.attachPoints.length) return null;
  const event = first.name.startsWith('sys_enter') ? 'sys_enter' : 'sys_exit';
  const raw = points.every(({ category, name }) => category === 'raw_syscalls' && name === event);
  if (raw) return points.length === 1 && hasPlainFields(probe) ? { event, numbers: null } : null;
  const table = tracepointNumbers(arch);
  const numbers = points.map(({ category, name }) =>
    category === 'syscalls' && name.startsWith(`${event}_`) ? table.get(name.slice(event.length + 1)) : undefined,
  );
  const known = numbers.filter((number) => number !== undefined);
  if (known.length !== numbers.length) return null;
  return { event, numbers: known.toSorted((a, b) => a - b) };
}

/** Of raw_syscalls a program can have the number and what it returns; the array of arguments is left to the classic form. */
function hasPlainFields(probe: TypedProbe): boolean {
  let plain = true;
  eachField(probe, (name) => {
    if (name !== 'id' && name !== 'ret') plain = false;
  });
  return plain;
}

function eachField(probe: TypedProbe, visit: (name: string) => void): void {
  const look = (expression: Parameters<typeof walkExpression>[0]): void =>
    walkExpression(expression, (node) => {
      if (node.kind === 'field') visit(node.field.name);
    });
  if (probe.predicate !== null) look(probe.predicate);
  walkStatements(probe.body, (statement) => expressionsOf(statement).forEach(look));
}

function countStatements(probe: TypedProbe): number {
  let count = 0;
  walkStatements(probe.body, () => {
    count += 1;
  });
  return count;
}
