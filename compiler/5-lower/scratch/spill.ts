/**
 * Numbers for which the kernel's stack has no room beside the registers become slots, which can leave it (place.ts).
 *
 * Needs: optimised IR without cycles.
 * Gives: the same, in which so few values are alive at once that 6-select finds room for all of them.
 * Reports: nothing; where too few values may lie in memory, 6-select says so.
 *
 * What a bound was checked of stays as it is: the kernel's verifier forgets what it knows of a number that lies in a map.
 */
import { reversePostorder } from '../../ir/dominators.ts';
import type { Block, BlockId, Instruction, IrFunction, Slot, SlotId, ValueId, ValueType } from '../../ir/ir.ts';
import { definitionOf, edgesOf, readsOf, terminatorReads } from '../../ir/operands.ts';
import type { Span } from '../../source/source.ts';
import { replaceReads, replaceTerminatorReads } from '../passes/rewrite.ts';

/** Beside the slots of a full stack (frame.ts) 24 words are left, and there are 9 registers; some are wanted in passing. */
const maxAlive = 24;

/** The function itself where nothing needs to be done. */
export function spillValues(fn: IrFunction): IrFunction {
  const crowded = crowdedPoints(fn);
  if (crowded.length === 0) return fn;
  const spilled = choose(crowded, spillable(fn));
  return spilled.size === 0 ? fn : new Rewriter(fn, spilled).rewritten();
}

/** What is alive at each point where too much is. */
function crowdedPoints(fn: IrFunction): readonly (readonly ValueId[])[] {
  const aliveAt = new Map<BlockId, ReadonlySet<ValueId>>();
  const crowded: (readonly ValueId[])[] = [];
  for (const id of reversePostorder(fn).toReversed()) {
    const block = fn.blocks[id];
    if (block === undefined) continue;
    const alive = new Set<ValueId>(terminatorReads(block.terminator));
    for (const edge of edgesOf(block.terminator)) for (const value of aliveAt.get(edge.block) ?? []) alive.add(value);
    const look = (): void => {
      if (alive.size > maxAlive) crowded.push([...alive]);
    };
    look();
    for (const each of block.instructions.toReversed()) {
      const value = definitionOf(each);
      if (value !== null) alive.delete(value);
      for (const read of readsOf(each)) alive.add(read);
      look();
    }
    for (const parameter of block.parameters) alive.delete(parameter);
    aliveAt.set(id, alive);
  }
  return crowded;
}

/** Those that are alive at most of these points first, until no point has too many. */
function choose(crowded: readonly (readonly ValueId[])[], candidates: ReadonlySet<ValueId>): ReadonlySet<ValueId> {
  const pointsOf = new Map<ValueId, number[]>();
  for (const [point, values] of crowded.entries()) {
    for (const value of values) {
      if (!candidates.has(value)) continue;
      const points = pointsOf.get(value);
      if (points === undefined) pointsOf.set(value, [point]);
      else points.push(point);
    }
  }
  const left = crowded.map((values) => values.length);
  const chosen = new Set<ValueId>();
  const order = [...pointsOf].sort(([a, ours], [b, theirs]) => theirs.length - ours.length || a - b);
  for (const [value, points] of order) {
    if (!points.some((point) => (left[point] ?? 0) > maxAlive)) continue;
    chosen.add(value);
    for (const point of points) left[point] = (left[point] ?? 0) - 1;
  }
  return chosen;
}

/** Numbers, but for those that say which memory is meant, or how much. */
function spillable(fn: IrFunction): ReadonlySet<ValueId> {
  const numbers = new Set<ValueId>();
  const sources = new Map<ValueId, readonly ValueId[]>();
  const bounded: ValueId[] = [];
  for (const block of fn.blocks) {
    for (const parameter of block.parameters) if (fn.types[parameter] === 'int') numbers.add(parameter);
    for (const each of block.instructions) {
      const value = definitionOf(each);
      if (value !== null && fn.types[value] === 'int' && each.kind !== 'parameter') numbers.add(value);
      if (value !== null && each.kind !== 'load' && each.kind !== 'call') sources.set(value, readsOf(each));
      const isAddress = value !== null && fn.types[value] === 'pointer';
      if (each.kind === 'call' || isAddress) bounded.push(...readsOf(each));
    }
    for (const edge of edgesOf(block.terminator)) {
      fn.blocks[edge.block]?.parameters.forEach((parameter, index) => {
        const argument = edge.args[index];
        if (argument !== undefined) sources.set(parameter, [...(sources.get(parameter) ?? []), argument]);
      });
    }
  }
  const seen = new Set<ValueId>();
  for (let value = bounded.pop(); value !== undefined; value = bounded.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    numbers.delete(value);
    bounded.push(...(sources.get(value) ?? []));
  }
  return numbers;
}

/** Stores each of the values once, where it is defined, and loads it for each use. */
class Rewriter {
  readonly #fn: IrFunction;
  readonly #homes: ReadonlyMap<ValueId, SlotId>;
  readonly #types: ValueType[];
  readonly #slots: readonly Slot[];

  constructor(fn: IrFunction, spilled: ReadonlySet<ValueId>) {
    this.#fn = fn;
    this.#homes = new Map([...spilled].map((value, index) => [value, fn.slots.length + index]));
    this.#types = [...fn.types];
    this.#slots = [...fn.slots, ...[...this.#homes.values()].map((id) => ({ id, size: 8 }))];
  }

  rewritten(): IrFunction {
    const blocks = this.#fn.blocks.map((block) => this.#block(block));
    return { ...this.#fn, blocks, types: this.#types, slots: this.#slots };
  }

  #block(block: Block): Block {
    const { span } = block.instructions[0] ?? block.terminator;
    const code: Instruction[] = block.parameters.flatMap((parameter) => this.#store(parameter, span));
    for (const each of block.instructions) {
      const instruction = replaceReads(each, this.#loads(code, readsOf(each), each.span));
      code.push(instruction);
      const value = definitionOf(instruction);
      if (value !== null) code.push(...this.#store(value, each.span));
    }
    const { terminator } = block;
    const replace = this.#loads(code, terminatorReads(terminator), terminator.span);
    return { ...block, instructions: code, terminator: replaceTerminatorReads(terminator, replace) };
  }

  #store(value: ValueId, span: Span): Instruction[] {
    const slot = this.#homes.get(value);
    if (slot === undefined) return [];
    const base = this.#value('pointer');
    return [
      { kind: 'slotBegin', slot, span },
      { kind: 'slotAddress', dest: base, slot, span },
      { kind: 'store', base, offset: 0, width: 64, value, span },
    ];
  }

  #loads(code: Instruction[], reads: readonly ValueId[], span: Span): (value: ValueId) => ValueId {
    const loaded = new Map<ValueId, ValueId>();
    for (const value of new Set(reads)) {
      const slot = this.#homes.get(value);
      if (slot === undefined) continue;
      const [base, dest] = [this.#value('pointer'), this.#value('int')];
      code.push({ kind: 'slotAddress', dest: base, slot, span });
      code.push({ kind: 'load', dest, base, offset: 0, width: 64, signed: false, span });
      loaded.set(value, dest);
    }
    return (value) => loaded.get(value) ?? value;
  }

  #value(type: ValueType): ValueId {
    return this.#types.push(type) - 1;
  }
}
