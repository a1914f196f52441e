/**
 * The current task, read where the kernel keeps it.
 *
 * Needs: the kernel's own types, and the helper that gives the task as one of them (5.11).
 * Gives: its number, its process's number and its name by plain loads, which the kernel's verifier checks against the type
 *   and which cost a fraction of a helper call; null where they cannot be had so.
 * Reports: nothing.
 */
import type { CompoundType } from '../ctypes/ctype.ts';
import { findMember, sizeOf } from '../ctypes/query.ts';
import type { ValueId } from '../ir/ir.ts';
import type { Target } from '../target/target.ts';
import type { ProgramContext } from './context.ts';

/** Offsets in struct task_struct. */
export interface TaskLayout {
  readonly type: CompoundType;
  /** The thread's number. */
  readonly pid: number;
  /** The process's. */
  readonly tgid: number;
  /** Its 16 bytes are padded with zeros. */
  readonly comm: number;
}

const commBytes = 16;

/** Asks for BTF, which takes its time: only for programs that look at the task. */
export function taskLayout(target: Target): TaskLayout | null {
  const type = target.types.find('struct', 'task_struct')?.type;
  if (type?.kind !== 'struct' || !target.helpers.has('get_current_task_btf')) return null;
  const place = (name: string, bytes: number): number | null => {
    const member = findMember(type, name);
    return member !== null && sizeOf(member.type) === bytes ? member.offsetBits / 8 : null;
  };
  const [pid, tgid, comm] = [place('pid', 4), place('tgid', 4), place('comm', commBytes)];
  return pid === null || tgid === null || comm === null ? null : { type, pid, tgid, comm };
}

export function currentTask({ builder }: ProgramContext): ValueId {
  return builder.call('get_current_task_btf', [], 'pointer');
}
