/**
 * What the kernel refuses a program while it runs: counted, and where the policy wants it told, with its place in the script.
 *
 * Needs: the block in which it has failed; the place is that of the instructions being built.
 * Gives: code that goes on behind. Of one place so many are told that nobody misses them, not so many that they fill the ring.
 * Reports: nothing.
 */
import type { ValueId } from '../ir/ir.ts';
import { type MapPlan, recordHeaderSize } from '../manifest.ts';
import type { Operand } from './builder.ts';
import type { ProgramContext } from './context.ts';
import { countUp, toldCounter } from './globals.ts';
import { emitRecord, failureRecord } from './records.ts';

/** Told of one place. */
const limit = 100n;
/** E2BIG, which a hash map without room answers. */
const noRoom = -7n;

/** An element that found no room. */
export function failedUpdate(context: ProgramContext): void {
  countUp(context.builder, 'mapFull');
  if (context.module.policy.failures !== 'none') tell(context, 'map_update_elem', noRoom);
}

export function failedRead(context: ProgramContext, helper: string, result: Operand): void {
  countUp(context.builder, 'failedReads');
  if (tellsReads(context)) tell(context, helper, result);
}

/** A read of an element that is not there. */
export function failedLookup(context: ProgramContext): void {
  if (tellsReads(context)) tell(context, 'map_lookup_elem', 0n);
}

/** The same of an aggregate, which bpftrace tells always. */
export function failedAggregate(context: ProgramContext): void {
  if (context.module.policy.failures !== 'none') tell(context, 'map_lookup_percpu_elem', 0n);
}

/** A read of memory whose failure is of interest only where it is told. */
export function read(context: ProgramContext, helper: string, args: readonly Operand[]): void {
  if (!tellsReads(context)) return context.builder.run(helper, args);
  countedRead(context, helper, args);
}

/** A read of memory whose failure is always counted. */
export function countedRead(context: ProgramContext, helper: string, args: readonly Operand[]): void {
  checkRead(context, helper, context.builder.call(helper, args));
}

/** Counts a failure if the helper gave one. */
export function checkRead(context: ProgramContext, helper: string, result: ValueId): void {
  const { builder } = context;
  const [failed, done] = [builder.createBlock(), builder.createBlock()];
  builder.branch('slt', result, 0n, failed, done);
  builder.start(failed);
  failedRead(context, helper, result);
  builder.jump(done);
  builder.start(done);
}

/** A keyless value that is there as soon as the script is: whether it was written, its flag knows. */
export function readOfCell(context: ProgramContext, { value }: MapPlan, cell: ValueId): void {
  const { builder } = context;
  if (!tellsReads(context) || value.kind === 'hist' || value.kind === 'stats' || value.presentOffset === null) return;
  const [missing, done] = [builder.createBlock(), builder.createBlock()];
  builder.branch('eq', builder.load(cell, value.presentOffset), 0n, missing, done);
  builder.start(missing);
  failedLookup(context);
  builder.jump(done);
  builder.start(done);
}

export function tellsReads({ module }: ProgramContext): boolean {
  return module.policy.failures === 'all';
}

function tell(context: ProgramContext, helper: string, result: Operand): void {
  const { builder, module } = context;
  const record = failureRecord(context, { kind: 'helperError', helper }, 8);
  const told = builder.globalAddress(toldCounter(module.cells, record.id));
  const [below, done] = [builder.createBlock(), builder.createBlock()];
  builder.branch('ult', builder.load(told, 0), limit, below, done);
  builder.start(below);
  builder.atomicAdd(told, 0, 1n);
  emitRecord(context, record, (place) => builder.store(place, recordHeaderSize, result));
  builder.jump(done);
  builder.start(done);
}
