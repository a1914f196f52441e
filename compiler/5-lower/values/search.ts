/**
 * strstr().
 *
 * Needs: two typed strings of any capacities; a Target that has the helper for loops, which the checker saw to.
 * Gives: the place of the first occurrence. The kernel calls back for each comparison of two bytes, so that the program is as short
 *   for long strings as for short ones.
 * Reports: nothing.
 */
import type { TypedExpression } from '../../3-check/typed.ts';
import { CompilerBug } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import { FunctionBuilder, type OpenBlock, type Operand } from '../builder.ts';
import type { ProgramContext } from '../context.ts';
import { opaque, storeOpaque } from '../loops/frame.ts';
import { maxRuns } from '../loops/range.ts';
import { addressOf } from '../memory.ts';
import { capacityOf } from './copy.ts';
import { holdForHelper, release } from './hold.ts';
import { placeOf } from './home.ts';

/** What the callback shares with the program: words of a slot. */
const frame = { haystack: 0, needle: 8, result: 16, place: 24, matched: 32, bytes: 40 } as const;

export function searchString(
  context: ProgramContext,
  { haystack, needle, absent, span }: TypedExpression & { readonly kind: 'search' },
): ValueId {
  const { builder, module } = context;
  const [hay, part] = [holdForHelper(context, haystack), holdForHelper(context, needle)];
  const name = `search${module.callbackCount}`;
  module.callbackCount += 1;
  const callback = new FunctionBuilder(span, {
    context: () => {
      throw new CompilerBug('a search needs no context');
    },
    variable: () => null,
  });
  buildStep({ ...context, builder: callback }, capacityOf(haystack), capacityOf(needle));
  const head = { name, kind: 'loop_callback', attachTo: null, guarded: false, span } as const;
  module.callbacks.push(callback.finish(head));
  const slot = builder.beginSlot(frame.bytes);
  const address = builder.slotAddress(slot);
  builder.store(address, frame.haystack, addressOf(context, placeOf(context, hay.home)));
  builder.store(address, frame.needle, addressOf(context, placeOf(context, part.home)));
  for (const [offset, value] of [
    [frame.result, absent],
    [frame.place, 0n],
    [frame.matched, 0n],
  ] as const)
    storeOpaque(context, address, offset, value);
  const steps = BigInt(capacityOf(haystack)) * BigInt(capacityOf(needle));
  builder.run('loop', [steps < maxRuns ? steps : maxRuns, builder.functionAddress(name), address, 0n]);
  const result = builder.load(address, frame.result);
  builder.endSlot(slot);
  release(context, part);
  release(context, hay);
  return result;
}

/** One byte of the needle at one place of the haystack. */
function buildStep(context: ProgramContext, hayBytes: number, needleBytes: number): void {
  const { builder } = context;
  builder.parameter(0, 'int');
  const shared = builder.parameter(1, 'pointer');
  const [place, matched] = [builder.load(shared, frame.place), builder.load(shared, frame.matched)];
  const wanted = byteAt(context, builder.loadPointer(shared, frame.needle), matched, needleBytes);
  const [found, open] = [builder.createBlock(), builder.createBlock()];
  builder.branch('eq', wanted, 0n, found, open);
  builder.start(found);
  storeOpaque(context, shared, frame.result, place);
  builder.return(1n);
  builder.start(open);
  const index = builder.binary('add', place, matched);
  const there = byteAt(context, builder.loadPointer(shared, frame.haystack), index, hayBytes);
  const [same, other, atEnd, onward] = [0, 1, 2, 3].map(() => builder.createBlock()) as [
    OpenBlock,
    OpenBlock,
    OpenBlock,
    OpenBlock,
  ];
  builder.branch('eq', there, wanted, same, other);
  builder.start(same);
  goOn(context, shared, place, builder.binary('add', matched, 1n));
  builder.start(other);
  builder.branch('eq', there, 0n, atEnd, onward);
  builder.start(atEnd);
  builder.return(1n);
  builder.start(onward);
  goOn(context, shared, builder.binary('add', place, 1n), 0n);
}

function goOn(context: ProgramContext, shared: ValueId, place: Operand, matched: Operand): void {
  storeOpaque(context, shared, frame.place, place);
  storeOpaque(context, shared, frame.matched, matched);
  context.builder.return(0n);
}

/** 0 behind the end. */
function byteAt(context: ProgramContext, base: ValueId, index: ValueId, bytes: number): ValueId {
  const { builder } = context;
  const [inside, outside, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock(['int'])];
  builder.branch('ult', index, BigInt(bytes), inside, outside);
  builder.start(inside);
  builder.jump(done, [builder.load(builder.binary('add', base, index), 0, 8)]);
  builder.start(outside);
  builder.jump(done, [opaque(context, 0n)]);
  builder.start(done);
  const [value] = done.parameters;
  if (value === undefined) throw new CompilerBug('a block without its parameter');
  return value;
}
