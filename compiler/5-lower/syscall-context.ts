/**
 * Fields of a system call's tracepoint in a program at the raw event, whose context is the saved registers and a number.
 *
 * Needs: which raw event, and the layout of the architecture's saved registers.
 * Gives: the same values as the classic record has.
 * Reports: nothing.
 */
import type { RawEvent } from '../4-plan-maps/planned.ts';
import { findMember, sizeOf } from '../ctypes/query.ts';
import type { CompoundType } from '../ctypes/ctype.ts';
import { invariant } from '../diagnostics/invariant.ts';
import type { ValueId } from '../ir/ir.ts';
import { architectureOf, registerOffset } from '../target/arch/known.ts';
import type { Target, TracepointField } from '../target/target.ts';
import type { OpenBlock } from './builder.ts';
import type { ProgramContext } from './context.ts';

/** The classic record's first argument. */
const firstArgument = 16;

export function loadSyscallField(context: ProgramContext, event: RawEvent, field: TracepointField): ValueId {
  const { builder } = context;
  const wide = (value: ValueId): ValueId => (field.size === 4 ? builder.extend(value, 32, field.signed) : value);
  if (field.name === '__syscall_nr' || field.name === 'id') return wide(syscallNumber(context, event));
  if (event === 'sys_exit') return builder.load(builder.context(), 8);
  const { argumentMembers } = architectureOf(context.module.target).syscalls;
  const member = argumentMembers[(field.offset - firstArgument) / 8];
  invariant(member !== undefined, `${field.name} is no argument of a system call`);
  return savedRegister(context, member);
}

export function syscallNumber(context: ProgramContext, event: RawEvent): ValueId {
  const { builder } = context;
  if (event === 'sys_enter') return builder.load(builder.context(), 8);
  return savedRegister(context, architectureOf(context.module.target).syscalls.numberMember);
}

/** Goes to `no` where the call is one of a 32-bit program, and else on. */
export function skipCompat(context: ProgramContext, no: OpenBlock): void {
  const { builder, module } = context;
  const { struct, member, bits } = architectureOf(module.target).syscalls.compat;
  const native = builder.createBlock();
  const word = struct === 'pt_regs' ? savedRegister(context, member) : threadMember(context, member);
  builder.branch('eq', builder.binary('and', word, bits), 0n, native, no);
  builder.start(native);
}

function threadMember({ builder, module }: ProgramContext, name: string): ValueId {
  const { offset, width } = placeOf(structOf(module.target, 'thread_info'), name);
  const start = placeOf(structOf(module.target, 'task_struct'), 'thread_info').offset;
  return builder.load(builder.call('get_current_task_btf', [], 'pointer'), start + offset, width);
}

/** By a register's name, or that of a member of struct pt_regs beside them. */
function savedRegister({ builder, module }: ProgramContext, name: string): ValueId {
  const known = registerOffset(module.target, name);
  const { offset, width } =
    known === null ? placeOf(structOf(module.target, 'pt_regs'), name) : { offset: known, width: 64 as const };
  return builder.load(builder.loadPointer(builder.context(), 0), offset, width);
}

function structOf(target: Target, name: string): CompoundType {
  const type = target.types.find('struct', name)?.type;
  invariant(type?.kind === 'struct', `no struct ${name}`);
  return type;
}

function placeOf(type: CompoundType, name: string): { readonly offset: number; readonly width: 32 | 64 } {
  const member = findMember(type, name);
  invariant(member !== null, `no member ${name}`);
  return { offset: member.offsetBits / 8, width: sizeOf(member.type) === 8 ? 64 : 32 };
}
