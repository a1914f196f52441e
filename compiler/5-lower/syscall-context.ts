/**
 * Fields of a system call's tracepoint in a program at the raw event, whose context is the saved registers and a number.
 *
 * Needs: which raw event, and the layout of x86-64's saved registers.
 * Gives: the same values as the classic record has.
 * Reports: nothing.
 */
import type { RawEvent } from '../4-plan-maps/planned.ts';
import { findMember } from '../ctypes/query.ts';
import type { CompoundType } from '../ctypes/ctype.ts';
import { invariant } from '../diagnostics/invariant.ts';
import type { ValueId } from '../ir/ir.ts';
import type { Target, TracepointField } from '../target/target.ts';
import type { OpenBlock } from './builder.ts';
import type { ProgramContext } from './context.ts';

/** In the order of a system call's arguments. */
const argumentRegisters = ['di', 'si', 'dx', 'r10', 'r8', 'r9'] as const;
/** The classic record's first argument. */
const firstArgument = 16;
/** TS_COMPAT of arch/x86/include/asm/thread_info.h: a 32-bit system call, by whatever way it came. */
const compat = 2n;

export function loadSyscallField(context: ProgramContext, event: RawEvent, field: TracepointField): ValueId {
  const { builder } = context;
  const wide = (value: ValueId): ValueId => (field.size === 4 ? builder.extend(value, 32, field.signed) : value);
  if (field.name === '__syscall_nr' || field.name === 'id') return wide(syscallNumber(context, event));
  if (event === 'sys_exit') return builder.load(builder.context(), 8);
  const register = argumentRegisters[(field.offset - firstArgument) / 8];
  invariant(register !== undefined, `${field.name} is no argument of a system call`);
  return builder.load(registers(context), registerOffset(context.module.target, register));
}

export function syscallNumber(context: ProgramContext, event: RawEvent): ValueId {
  const { builder } = context;
  if (event === 'sys_enter') return builder.load(builder.context(), 8);
  return builder.load(registers(context), registerOffset(context.module.target, 'orig_ax'));
}

/** Goes to `no` where the call is one of a 32-bit program, and else on. */
export function skipCompat(context: ProgramContext, no: OpenBlock): void {
  const { builder, module } = context;
  const task = structOf(module.target, 'task_struct');
  const status = offsetOf(task, 'thread_info') + offsetOf(structOf(module.target, 'thread_info'), 'status');
  const native = builder.createBlock();
  const word = builder.load(builder.call('get_current_task_btf', [], 'pointer'), status, 32);
  builder.branch('eq', builder.binary('and', word, compat), 0n, native, no);
  builder.start(native);
}

function registers({ builder }: ProgramContext): ValueId {
  return builder.loadPointer(builder.context(), 0);
}

function registerOffset(target: Target, name: string): number {
  return offsetOf(structOf(target, 'pt_regs'), name);
}

function structOf(target: Target, name: string): CompoundType {
  const type = target.types.find('struct', name)?.type;
  invariant(type?.kind === 'struct', `no struct ${name}`);
  return type;
}

function offsetOf(type: CompoundType, name: string): number {
  const member = findMember(type, name);
  invariant(member !== null, `no member ${name}`);
  return member.offsetBits / 8;
}
