/** In a guarded function nothing outside the program is touched before the guard let the task through. */
import { invariant } from '../../diagnostics/invariant.ts';
import { predecessors, type Dominators } from '../dominators.ts';
import type { BlockId, Instruction, IrFunction, ValueId } from '../ir.ts';
import { edgesOf } from '../operands.ts';
import { printInstruction } from '../print.ts';
import { pointerOrigins } from './pointers.ts';

/** Helpers that look and change nothing: what a guard is made of. */
const readingHelpers: ReadonlySet<string> = new Set([
  'get_current_ancestor_cgroup_id',
  'get_current_cgroup_id',
  'get_current_pid_tgid',
  'get_ns_current_pid_tgid',
  'get_current_task',
  'get_current_task_btf',
  'map_lookup_elem',
]);

export function verifyGuard(fn: IrFunction, tree: Dominators): void {
  const origins = pointerOrigins(fn);
  const ownMemory = (base: ValueId): boolean => !origins(base).elsewhere;
  const passed = passedAtEntry(fn, tree);
  let marks = 0;
  for (const block of fn.blocks) {
    let through = passed.get(block.id) ?? false;
    for (const each of block.instructions) {
      if (each.kind === 'guardPassed') {
        marks += 1;
        through = true;
        invariant(behindBranch(fn, tree, block.id), `b${block.id}: guardPassed stands behind no branch`);
      }
      const effect = !through && isEffect(each, ownMemory);
      invariant(!effect, `b${block.id}: before the guard: ${printInstruction(each, fn.types)}`);
    }
  }
  invariant(marks > 0, 'the function is guarded but has no guardPassed');
}

/** Whether every path to a block's start has passed the guard. */
function passedAtEntry(fn: IrFunction, tree: Dominators): ReadonlyMap<BlockId, boolean> {
  const marked = (id: BlockId): boolean =>
    fn.blocks[id]?.instructions.some((each) => each.kind === 'guardPassed') ?? false;
  const before = predecessors(fn);
  const passed = new Map<BlockId, boolean>(tree.order.map((id) => [id, id !== 0]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const id of tree.order) {
      if (passed.get(id) !== true) continue;
      const all = (before.get(id) ?? []).every((each) => marked(each) || passed.get(each) === true);
      if (all) continue;
      passed.set(id, false);
      changed = true;
    }
  }
  return passed;
}

function isEffect(each: Instruction, ownMemory: (base: ValueId) => boolean): boolean {
  switch (each.kind) {
    case 'store':
      return !ownMemory(each.base);
    case 'atomicAdd':
      return true;
    case 'call':
      return !readingHelpers.has(each.helper);
    default:
      return false;
  }
}

/** Whether some branch on the way decides if the block is reached: one of its edges leads there, the other not first. */
function behindBranch(fn: IrFunction, tree: Dominators, id: BlockId): boolean {
  const before = predecessors(fn);
  return fn.blocks.some((block) => {
    if (block.terminator.kind !== 'branch') return false;
    return edgesOf(block.terminator).some(
      (edge) => before.get(edge.block)?.length === 1 && tree.dominates(edge.block, id),
    );
  });
}
