/** Names, ids, edges and reachability: what every other check takes for granted. */
import { invariant } from '../../diagnostics/invariant.ts';
import { reversePostorder } from '../dominators.ts';
import type { IrFunction, Module } from '../ir.ts';
import { edgesOf } from '../operands.ts';

export function verifyModuleStructure(module: Module): void {
  const { globals } = module;
  invariant(globals.size >= 0 && globals.size % 8 === 0, `globals: size ${globals.size} is not a multiple of 8`);
  const names = [...module.maps.map((map) => map.name), ...module.functions.map((fn) => fn.name), globals.name];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  invariant(twice === undefined, `two things are named ${twice}`);
}

export function verifyFunctionStructure(fn: IrFunction): void {
  invariant(fn.blocks.length > 0, 'no blocks');
  invariant(fn.blocks[0]?.parameters.length === 0, 'the entry has parameters');
  fn.slots.forEach((slot, index) => {
    invariant(slot.id === index, `slot $${slot.id} is at index ${index}`);
    invariant(Number.isInteger(slot.size) && slot.size > 0, `slot $${slot.id} has size ${slot.size}`);
  });
  fn.blocks.forEach((block, index) => {
    invariant(block.id === index, `block b${block.id} is at index ${index}`);
    for (const edge of edgesOf(block.terminator)) {
      const target = fn.blocks[edge.block];
      if (target === undefined) return invariant(false, `b${block.id}: edge to unknown block b${edge.block}`);
      const [got, want] = [edge.args.length, target.parameters.length];
      invariant(got === want, `b${block.id}: edge to b${edge.block} has ${got} arguments for ${want} parameters`);
      invariant(edge.block !== 0, `b${block.id}: edge to the entry`);
    }
  });
  const reached = new Set(reversePostorder(fn));
  const lost = fn.blocks.find((block) => !reached.has(block.id));
  invariant(lost === undefined, `b${lost?.id} cannot be reached`);
}
