/** Calls pass no more than registers can carry; map handles name maps of the module, function addresses its callbacks. */
import { invariant } from '../../diagnostics/invariant.ts';
import { isCallback, type IrFunction, type Module, parameterCounts } from '../ir.ts';

export function verifyCalls(fn: IrFunction, module: Module): void {
  const maps = new Set(module.maps.map((map) => map.name));
  const callbacks = new Set(module.functions.filter(isCallback).map((each) => each.name));
  const argumentCount = isCallback(fn) ? parameterCounts[fn.kind] : 0;
  for (const block of fn.blocks) {
    for (const each of block.instructions) {
      if (each.kind === 'mapHandle') invariant(maps.has(each.map), `b${block.id}: unknown map ${each.map}`);
      if (each.kind === 'functionAddress')
        invariant(callbacks.has(each.fn), `b${block.id}: ${each.fn} is no callback of the module`);
      if (each.kind === 'parameter')
        invariant(each.index < argumentCount, `b${block.id}: ${fn.kind} has no parameter ${each.index}`);
      if (each.kind === 'context') invariant(!isCallback(fn), `b${block.id}: a callback has no context`);
      if (each.kind !== 'call') continue;
      const count = each.args.length;
      invariant(count <= 5, `b${block.id}: ${each.helper} is called with ${count} arguments, registers carry 5`);
    }
  }
}
