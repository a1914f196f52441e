/**
 * Where the policy has a guard, event programs have it; and in a guarded function nothing outside the program is touched
 * before the guard let the task through, which only a hit in the guard map does.
 */
import { invariant } from '../../diagnostics/invariant.ts';
import { predecessors, type Dominators } from '../dominators.ts';
import { type BlockId, guardMapName, type Instruction, type IrFunction, type Module, type ValueId } from '../ir.ts';
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

/** Of these kinds lowering knows which programs have a task that can be judged: interval has none. Callbacks run in programs. */
const mayBeFree: ReadonlySet<IrFunction['kind']> = new Set([
  'raw_tracepoint',
  'perf_event',
  'loop_callback',
  'element_callback',
]);

export function verifyGuardIsThere(fn: IrFunction, module: Module): void {
  const policyHasGuard = module.maps.some(({ name }) => name === guardMapName);
  invariant(!policyHasGuard || fn.guarded || mayBeFree.has(fn.kind), 'the module has a guard and the program has none');
  invariant(policyHasGuard || !fn.guarded, 'the program is guarded and the module has no guard map');
}

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
        invariant(behindHit(fn, tree, block.id), `b${block.id}: guardPassed stands behind no hit in the guard map`);
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
    case 'compareExchange':
      return true;
    case 'call':
      return !readingHelpers.has(each.helper);
    default:
      return false;
  }
}

/** Whether the block is reached only over the edge that a branch takes when a lookup in the guard map found something. */
function behindHit(fn: IrFunction, tree: Dominators, id: BlockId): boolean {
  const before = predecessors(fn);
  const entries = guardEntries(fn);
  return fn.blocks.some(({ terminator }) => {
    if (terminator.kind !== 'branch' || terminator.right !== 0n || !entries.has(terminator.left)) return false;
    const { comparison } = terminator;
    if (comparison !== 'ne' && comparison !== 'eq') return false;
    const hit = comparison === 'ne' ? terminator.then : terminator.else;
    return before.get(hit.block)?.length === 1 && tree.dominates(hit.block, id);
  });
}

/** Results of lookups in the guard map. */
function guardEntries(fn: IrFunction): ReadonlySet<ValueId> {
  const instructions = fn.blocks.flatMap((block) => block.instructions);
  const handles = new Set(
    instructions.flatMap((each) => (each.kind === 'mapHandle' && each.map === guardMapName ? [each.dest] : [])),
  );
  return new Set(
    instructions.flatMap((each) => {
      if (each.kind !== 'call' || each.helper !== 'map_lookup_elem' || each.dest === null) return [];
      const [map] = each.args;
      return map !== undefined && handles.has(map) ? [each.dest] : [];
    }),
  );
}
