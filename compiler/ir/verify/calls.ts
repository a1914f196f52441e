/** Calls pass no more than registers can carry; map handles name maps of the module. */
import { invariant } from '../../diagnostics/invariant.ts';
import type { IrFunction, Module } from '../ir.ts';

export function verifyCalls(fn: IrFunction, module: Module): void {
  const maps = new Set(module.maps.map((map) => map.name));
  for (const block of fn.blocks) {
    for (const each of block.instructions) {
      if (each.kind === 'mapHandle') invariant(maps.has(each.map), `b${block.id}: unknown map ${each.map}`);
      if (each.kind !== 'call') continue;
      const count = each.args.length;
      invariant(count <= 5, `b${block.id}: ${each.helper} is called with ${count} arguments, registers carry 5`);
    }
  }
}
