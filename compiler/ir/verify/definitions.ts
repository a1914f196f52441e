/** SSA: one definition for each value, dominating its uses. */
import { invariant } from '../../diagnostics/invariant.ts';
import type { Dominators } from '../dominators.ts';
import type { BlockId, IrFunction, ValueId } from '../ir.ts';
import { definitionOf, readsOf, terminatorReads } from '../operands.ts';

interface Place {
  readonly block: BlockId;
  /** -1 for parameters. */
  readonly index: number;
}

export function verifyDefinitions(fn: IrFunction, tree: Dominators): void {
  const places = collect(fn);
  const checkUse = (value: ValueId, use: Place): void => {
    const place = places.get(value);
    if (place === undefined) return invariant(false, `b${use.block}: %${value} has no definition`);
    const earlier = place.block === use.block ? place.index < use.index : tree.dominates(place.block, use.block);
    invariant(earlier, `b${use.block}: the definition of %${value} does not dominate its use`);
  };
  for (const block of fn.blocks) {
    block.instructions.forEach((each, index) => {
      for (const value of readsOf(each)) checkUse(value, { block: block.id, index });
    });
    const end = block.instructions.length;
    for (const value of terminatorReads(block.terminator)) checkUse(value, { block: block.id, index: end });
  }
}

function collect(fn: IrFunction): ReadonlyMap<ValueId, Place> {
  const places = new Map<ValueId, Place>();
  const define = (value: ValueId, place: Place): void => {
    invariant(!places.has(value), `b${place.block}: %${value} is defined twice`);
    invariant(fn.types[value] !== undefined, `b${place.block}: %${value} has no type`);
    places.set(value, place);
  };
  for (const block of fn.blocks) {
    for (const value of block.parameters) define(value, { block: block.id, index: -1 });
    block.instructions.forEach((each, index) => {
      const value = definitionOf(each);
      if (value !== null) define(value, { block: block.id, index });
    });
  }
  return places;
}
