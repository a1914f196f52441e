/**
 * The code that gets hold of a frame in per-CPU memory, and gives it back.
 *
 * Needs: IR, and the frame of its slots that leave the stack.
 * Gives: the function with addresses in the frame in place of the slots'. The frame is got as late as possible, at a place
 *   that all its uses lie behind; one that is claimed is given back at every return behind that place.
 * Reports: nothing.
 */
import { invariant } from '../../diagnostics/invariant.ts';
import { dominators, type Dominators } from '../../ir/dominators.ts';
import type { Block, BlockId, Edge, Instruction, IrFunction, Slot, SlotId, ValueId, ValueType } from '../../ir/ir.ts';
import { edgesOf } from '../../ir/operands.ts';
import type { Span } from '../../source/source.ts';
import { globalsLayout } from '../globals.ts';
import { mapEdges } from '../passes/rewrite.ts';
import type { ScratchFrame } from './frame.ts';

/** One for a task, one for the task that preempts it, and those that loops in them take for their own bodies. */
export const frameCopies = 4;
/** In front of each its claim counter. */
export const claimHeader = 8;

export interface Source {
  readonly map: string;
  /** Whether there are several frames to choose from; else one is there for whoever runs. */
  readonly claimed: boolean;
}

/** An instruction that gives a value, without what the emitter adds. */
type Bare<T> = T extends { readonly dest: ValueId | null } ? Omit<T, 'span' | 'dest'> : never;

export function claimFrame(fn: IrFunction, frame: ScratchFrame, source: Source): IrFunction {
  const tree = dominators(fn);
  const place = claimPlace(fn, frame, tree, source.claimed);
  return new Claimer(fn, frame, source).at(place, tree);
}

/**
 * The nearest block that dominates every begin, and, when the frame must be given back, every return that it leads to. A run that
 * gets no frame returns there and then: no record of a ring may be open.
 */
function claimPlace(fn: IrFunction, frame: ScratchFrame, tree: Dominators, givenBack: boolean): BlockId {
  const begins = fn.blocks
    .filter((block) => block.instructions.some((each) => beginsIn(each, frame)))
    .map(({ id }) => id);
  let place = begins[0] ?? 0;
  const returns = (from: BlockId): readonly BlockId[] => (givenBack ? returnsFrom(fn, from) : []);
  for (;;) {
    const around = openReservation(fn, place, tree);
    if (around === null && [...begins, ...returns(place)].every((block) => tree.dominates(place, block))) return place;
    place = around ?? tree.immediate.get(place) ?? 0;
  }
}

/** The block that has reserved a record which is still open in this one; null for none. There are no cycles: loops are functions. */
function openReservation(fn: IrFunction, place: BlockId, tree: Dominators): BlockId | null {
  for (const end of reachable(fn, place)) {
    if (!has(fn, end, 'ringbuf_submit')) continue;
    let start = tree.immediate.get(end) ?? 0;
    while (start !== 0 && !has(fn, start, 'ringbuf_reserve')) start = tree.immediate.get(start) ?? 0;
    if (start !== place && tree.dominates(start, place)) return start;
  }
  return null;
}

function has(fn: IrFunction, block: BlockId, helper: string): boolean {
  return fn.blocks[block]?.instructions.some((each) => each.kind === 'call' && each.helper === helper) ?? false;
}

function reserves(each: Instruction): boolean {
  return each.kind === 'call' && each.helper === 'ringbuf_reserve';
}

function beginsIn(each: Instruction, frame: ScratchFrame): boolean {
  return each.kind === 'slotBegin' && frame.offsets.has(each.slot);
}

function returnsFrom(fn: IrFunction, from: BlockId): readonly BlockId[] {
  return [...reachable(fn, from)].filter((id) => fn.blocks[id]?.terminator.kind === 'return');
}

/** The block itself, and all behind it. */
function reachable(fn: IrFunction, from: BlockId): ReadonlySet<BlockId> {
  const seen = new Set([from]);
  for (const id of seen) {
    const block = fn.blocks[id];
    if (block !== undefined) for (const edge of edgesOf(block.terminator)) seen.add(edge.block);
  }
  return seen;
}

class Claimer {
  readonly #fn: IrFunction;
  readonly #frame: ScratchFrame;
  readonly #source: Source;
  readonly #types: ValueType[];
  readonly #blocks: Block[];
  readonly #slots: Slot[];
  #span: Span;

  constructor(fn: IrFunction, frame: ScratchFrame, source: Source) {
    this.#fn = fn;
    this.#frame = frame;
    this.#source = source;
    this.#types = [...fn.types];
    this.#blocks = [...fn.blocks];
    this.#slots = [...fn.slots];
    this.#span = fn.span;
  }

  at(place: BlockId, tree: Dominators): IrFunction {
    const block = this.#fn.blocks[place];
    invariant(block !== undefined, `no block ${place}`);
    const first = block.instructions.findIndex((each) => beginsIn(each, this.#frame) || reserves(each));
    const cut = first === -1 ? block.instructions.length : first;
    this.#span = block.instructions[cut]?.span ?? block.terminator.span;
    const behind = this.#reserve();
    const { frame, counter } = this.#claim(block, cut, behind);
    const after = new Set(this.#source.claimed ? returnsFrom(this.#fn, place) : []);
    for (const [id, each] of this.#blocks.entries()) {
      if (id !== behind && !tree.dominates(place, id)) continue;
      if (id >= this.#fn.blocks.length && id !== behind) continue;
      if (id === place) continue;
      const gives = id === behind ? after.has(place) : after.has(id);
      this.#blocks[id] = this.#withFrame(each, frame, gives ? counter : null);
    }
    return inOrder({ ...this.#fn, blocks: this.#blocks, types: this.#types, slots: this.#slots });
  }

  /** Ends the block at the cut with the search for a frame; what stood behind the cut moves to `behind`. */
  #claim(block: Block, cut: number, behind: BlockId): { readonly frame: ValueId; readonly counter: ValueId } {
    const frame = this.#value('pointer');
    const counter = this.#value('pointer');
    const rest = { id: behind, parameters: [frame, counter], instructions: block.instructions.slice(cut) };
    this.#blocks[behind] = { ...rest, terminator: block.terminator };
    const none = this.#failed();
    const next = this.#reserve();
    this.#blocks[block.id] = {
      ...block,
      instructions: block.instructions.slice(0, cut),
      terminator: { kind: 'jump', to: { block: next, args: [] }, span: this.#span },
    };
    const key = this.#slots.push({ id: this.#slots.length, size: 4 }) - 1;
    if (this.#source.claimed) this.#tryCopies(next, key, { behind, none });
    else {
      const code: Instruction[] = [];
      const found = this.#lookUp(code, key, 0);
      const got = this.#reserve();
      this.#blocks[next] = {
        id: next,
        parameters: [],
        instructions: code,
        terminator: this.#whenNot(found, got, none),
      };
      this.#blocks[got] = this.#block(got, [], { block: behind, args: [found, found] });
    }
    return { frame, counter };
  }

  #lookUp(code: Instruction[], slot: SlotId, index: number): ValueId {
    code.push({ kind: 'slotBegin', slot, span: this.#span });
    const key = this.#emit(code, 'pointer', { kind: 'slotAddress', slot });
    code.push({ kind: 'store', base: key, offset: 0, width: 32, value: BigInt(index), span: this.#span });
    const handle = this.#emit(code, 'pointer', { kind: 'mapHandle', map: this.#source.map });
    const found = this.#emit(code, 'pointer', { kind: 'call', helper: 'map_lookup_elem', args: [handle, key] });
    code.push({ kind: 'slotEnd', slot, span: this.#span });
    return found;
  }

  /** The first whose counter was zero; who counts it up has it, all others count it down again. */
  #tryCopies(start: BlockId, key: SlotId, to: { readonly behind: BlockId; readonly none: BlockId }): void {
    let at = start;
    for (let copy = 0; copy < frameCopies; copy += 1) {
      const [there, mine, taken] = [this.#reserve(), this.#reserve(), this.#reserve()];
      const code: Instruction[] = [];
      const counter = this.#lookUp(code, key, copy);
      this.#blocks[at] = {
        id: at,
        parameters: [],
        instructions: code,
        terminator: this.#whenNot(counter, there, to.none),
      };
      const count: Instruction[] = [];
      const one = this.#emit(count, 'int', { kind: 'const', value: 1n });
      const old = this.#emit(count, 'int', { kind: 'atomicAdd', base: counter, offset: 0, value: one });
      this.#blocks[there] = {
        id: there,
        parameters: [],
        instructions: count,
        terminator: this.#whenNot(old, taken, mine),
      };
      const got: Instruction[] = [];
      const frame = this.#emit(got, 'pointer', add(counter, claimHeader));
      this.#blocks[mine] = this.#block(mine, got, { block: to.behind, args: [frame, counter] });
      const undo: Instruction[] = [];
      this.#giveBack(undo, counter);
      at = copy + 1 === frameCopies ? to.none : this.#reserve();
      this.#blocks[taken] = this.#block(taken, undo, { block: at, args: [] });
    }
  }

  #giveBack(code: Instruction[], counter: ValueId): void {
    const down = this.#emit(code, 'int', { kind: 'const', value: -1n });
    code.push({ kind: 'atomicAdd', dest: null, base: counter, offset: 0, value: down, span: this.#span });
  }

  /** Counts the run as missed, and ends it. */
  #failed(): BlockId {
    const id = this.#reserve();
    const code: Instruction[] = [];
    const globals = this.#emit(code, 'pointer', { kind: 'globalAddress', offset: 0 });
    const one = this.#emit(code, 'int', { kind: 'const', value: 1n });
    const offset = globalsLayout.missedRuns;
    code.push({ kind: 'atomicAdd', dest: null, base: globals, offset, value: one, span: this.#span });
    const value = this.#fn.kind === 'tracepoint' ? 1n : 0n;
    this.#blocks[id] = {
      id,
      parameters: [],
      instructions: code,
      terminator: { kind: 'return', value, span: this.#span },
    };
    return id;
  }

  #withFrame(block: Block, frame: ValueId, counter: ValueId | null): Block {
    const instructions = block.instructions.flatMap((each): readonly Instruction[] => {
      if (each.kind !== 'slotAddress' && each.kind !== 'slotBegin' && each.kind !== 'slotEnd') return [each];
      const offset = this.#frame.offsets.get(each.slot);
      if (offset === undefined) return [each];
      return each.kind === 'slotAddress' ? [{ ...add(frame, offset), dest: each.dest, span: each.span }] : [];
    });
    if (counter !== null) this.#giveBack(instructions, counter);
    return { ...block, instructions };
  }

  #block(id: BlockId, instructions: readonly Instruction[], to: Edge): Block {
    return { id, parameters: [], instructions, terminator: { kind: 'jump', to, span: this.#span } };
  }

  #whenNot(zero: ValueId, then: BlockId, otherwise: BlockId): Block['terminator'] {
    const [yes, no] = [
      { block: then, args: [] },
      { block: otherwise, args: [] },
    ];
    return { kind: 'branch', comparison: 'ne', left: zero, right: 0n, then: yes, else: no, span: this.#span };
  }

  #reserve(): BlockId {
    const id = this.#blocks.length;
    this.#blocks.push({
      id,
      parameters: [],
      instructions: [],
      terminator: { kind: 'return', value: 0n, span: this.#span },
    });
    return id;
  }

  #value(type: ValueType): ValueId {
    return this.#types.push(type) - 1;
  }

  #emit(code: Instruction[], type: ValueType, instruction: Bare<Instruction>): ValueId {
    const dest = this.#value(type);
    code.push({ ...instruction, dest, span: this.#span });
    return dest;
  }
}

function add(left: ValueId, offset: number): Omit<Extract<Instruction, { readonly kind: 'binary' }>, 'span' | 'dest'> {
  return { kind: 'binary', operator: 'add', left, right: BigInt(offset) };
}

/** Blocks are numbered so that each stands behind one that leads to it. */
function inOrder(fn: IrFunction): IrFunction {
  const { order } = dominators(fn);
  const numbers = new Map(order.map((id, index) => [id, index]));
  const number = (id: BlockId): BlockId => numbers.get(id) ?? id;
  const blocks = order.flatMap((id): Block[] => {
    const block = fn.blocks[id];
    if (block === undefined) return [];
    const terminator = mapEdges(block.terminator, (edge) => ({ ...edge, block: number(edge.block) }));
    return [{ ...block, id: number(id), terminator }];
  });
  return { ...fn, blocks };
}
