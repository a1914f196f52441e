/**
 * Where the values of a map are.
 *
 * Needs: a map's plan.
 * Gives: the handle of the kernel map that is in use now, or the address of a cell.
 * Reports: nothing.
 */
import type { ValueId } from '../../ir/ir.ts';
import type { MapPlan } from '../../manifest.ts';
import { parameterOf } from '../arithmetic.ts';
import type { ProgramContext } from '../context.ts';

/** Whether the one value of the map is a cell: it exists from the start, and no lookup is needed. */
export function isCell({ type }: MapPlan): boolean {
  return type === 'cell' || type === 'percpu_cell';
}

/** Taken once for all steps of one access: of a map with a twin the other one may be in use a moment later. */
export function handleOf({ builder }: ProgramContext, { kernelName, twin }: MapPlan): ValueId {
  if (twin === null) return builder.mapHandle(kernelName);
  const [first, second, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock(['pointer'])];
  builder.branch('eq', builder.load(builder.globalAddress(0), twin.wordOffset), 0n, first, second);
  builder.start(first);
  builder.jump(done, [builder.mapHandle(kernelName)]);
  builder.start(second);
  builder.jump(done, [builder.mapHandle(twin.kernelName)]);
  builder.start(done);
  return parameterOf(done.parameters);
}

/**
 * For helpers that take a callback: kernels before 6.9 want each of their calls to see one map only, so there is a call for each twin.
 */
export function callWithMap(
  context: ProgramContext,
  { kernelName, twin }: MapPlan,
  call: (handle: ValueId) => ValueId,
): ValueId {
  const { builder } = context;
  if (twin === null) return call(builder.mapHandle(kernelName));
  const [first, second, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock(['int'])];
  builder.branch('eq', builder.load(builder.globalAddress(0), twin.wordOffset), 0n, first, second);
  for (const [block, name] of [
    [first, kernelName],
    [second, twin.kernelName],
  ] as const) {
    builder.start(block);
    builder.jump(done, [call(builder.mapHandle(name))]);
  }
  builder.start(done);
  return parameterOf(done.parameters);
}

/** On this CPU, where there is one for each. All of a program's lie at constant distances from one address. */
export function cellAddress({ builder, module }: ProgramContext, { type, cellOffset }: MapPlan): ValueId {
  if (type === 'cell') return builder.globalAddress(cellOffset);
  const { cpus, stride } = module.cells;
  // The kernel's verifier follows the mask and the multiplication, so no comparison is needed.
  const cpu = builder.binary('and', builder.call('get_smp_processor_id', []), BigInt(cpus - 1));
  const mine = builder.binary('add', builder.globalAddress(0), builder.binary('mul', cpu, BigInt(stride)));
  return builder.binary('add', mine, BigInt(cellOffset));
}
