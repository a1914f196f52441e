/** ppid, pcomm, leader_tid, leader_comm: what the relatives of a task are, read from its struct. */
import type { TaskWalkName } from '../../builtins/task-values.ts';
import type { Span } from '../../source/source.ts';
import { asInteger, type Checked, coerce, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { uint32 } from '../types.ts';
import { checkStructMember } from './struct.ts';

const walks: Readonly<Record<TaskWalkName, readonly [relative: string, field: string]>> = {
  ppid: ['real_parent', 'tgid'],
  pcomm: ['real_parent', 'comm'],
  leader_tid: ['group_leader', 'pid'],
  leader_comm: ['group_leader', 'comm'],
};

export function isTaskWalk(name: string): name is TaskWalkName {
  return name in walks;
}

/** `task`: `curtask`, or the argument. */
export function checkTaskWalk(context: Context, task: Checked, name: TaskWalkName, span: Span): Checked | null {
  const [relative, field] = walks[name];
  const other = checkStructMember(context, task, { text: relative, span }, span);
  const value = other === null ? null : checkStructMember(context, other, { text: field, span }, span);
  if (value === null) return null;
  const number = value.node.type.kind === 'int' ? asInteger(value.node) : null;
  // The kernel's pid_t has a sign, and no process id is below zero.
  return number === null ? value : { ...plain(coerce(number, uint32)), nodeLocal: true };
}
