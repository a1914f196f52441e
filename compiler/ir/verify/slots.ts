/** Stack slots are used, through whatever pointer, between their begin and their end only. */
import { invariant } from '../../diagnostics/invariant.ts';
import type { Dominators } from '../dominators.ts';
import type { Block, BlockId, Instruction, IrFunction, SlotId, ValueId } from '../ir.ts';
import { edgesOf } from '../operands.ts';
import { pointerOrigins } from './pointers.ts';

/** `some`: begun on some paths only. A missing entry is a slot that is not begun. */
type State = ReadonlyMap<SlotId, 'begun' | 'some'>;

export function verifySlots(fn: IrFunction, tree: Dominators): void {
  const entry = new Map<BlockId, State>([[0, new Map()]]);
  for (let changed = true; changed; ) {
    changed = false;
    for (const id of tree.order) {
      const [block, before] = [fn.blocks[id], entry.get(id)];
      if (block === undefined || before === undefined) continue;
      const after = flow(block, before);
      for (const edge of edgesOf(block.terminator)) {
        const old = entry.get(edge.block);
        const joined = old === undefined ? after : join(old, after);
        if (old !== undefined && same(old, joined)) continue;
        entry.set(edge.block, joined);
        changed = true;
      }
    }
  }
  const origins = pointerOrigins(fn);
  for (const block of fn.blocks) {
    checkBlock(block, entry.get(block.id) ?? new Map(), (value) => origins(value).slots);
    for (const each of block.instructions) checkKept(each, fn, block, origins);
  }
}

/** Pointers are kept in the program's own memory only: nobody else could make sense of them. */
function checkKept(each: Instruction, fn: IrFunction, block: Block, origins: ReturnType<typeof pointerOrigins>): void {
  if (each.kind !== 'store' || typeof each.value === 'bigint' || fn.types[each.value] !== 'pointer') return;
  invariant(!origins(each.base).elsewhere, `b${block.id}: a pointer is stored outside the stack`);
}

function flow(block: Block, before: State): State {
  const state = new Map(before);
  for (const each of block.instructions) apply(each, state);
  return state;
}

function apply(each: Instruction, state: Map<SlotId, 'begun' | 'some'>): void {
  if (each.kind === 'slotBegin') state.set(each.slot, 'begun');
  if (each.kind === 'slotEnd') state.delete(each.slot);
}

function join(a: State, b: State): State {
  const slots = new Set([...a.keys(), ...b.keys()]);
  return new Map(
    [...slots].map((slot) => [slot, a.get(slot) === 'begun' && b.get(slot) === 'begun' ? 'begun' : 'some']),
  );
}

function same(a: State, b: State): boolean {
  return a.size === b.size && [...a].every(([slot, state]) => b.get(slot) === state);
}

function checkBlock(block: Block, before: State, slotsOf: (value: ValueId) => ReadonlySet<SlotId>): void {
  const state = new Map(before);
  const needBegun = (slot: SlotId, what: string): void => {
    invariant(state.get(slot) === 'begun', `b${block.id}: ${what} $${slot} outside its begin and end`);
  };
  for (const each of block.instructions) {
    if (each.kind === 'slotBegin') {
      invariant(state.get(each.slot) !== 'begun', `b${block.id}: $${each.slot} is begun twice`);
    }
    if (each.kind === 'slotEnd') needBegun(each.slot, 'end of');
    if (each.kind === 'slotAddress') needBegun(each.slot, 'address of');
    for (const pointer of accessed(each)) for (const slot of slotsOf(pointer)) needBegun(slot, `${each.kind} in`);
    apply(each, state);
  }
}

/** The pointers through which an instruction reaches memory. */
function accessed(each: Instruction): readonly ValueId[] {
  switch (each.kind) {
    case 'load':
    case 'store':
    case 'atomicAdd':
    case 'compareExchange':
      return [each.base];
    default:
      return each.kind === 'call' ? each.args : [];
  }
}
