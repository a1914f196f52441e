/**
 * An element's place, made when it is missing.
 *
 * Needs: a map symbol and the expressions of a key.
 * Gives: code that runs `use` with the element's address and arrives at one place behind it, whether or not the
 *   element was there: the loser of a first-insert race finds the winner's element, so no event is lost.
 * Reports: nothing; a map without room counts as full.
 */
import type { MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import type { ValueId } from '../../ir/ir.ts';
import type { MapPlan } from '../../manifest.ts';
import { parameterOf } from '../arithmetic.ts';
import type { OpenBlock, Operand } from '../builder.ts';
import { planOf, type ProgramContext } from '../context.ts';
import { failedLookup, failedUpdate, readOfCell } from '../failures.ts';
import { zerosAddress } from '../memory.ts';
import { onEachForm } from './forms.ts';
import { type BuiltKey, keyAddress, lookUp, releaseKey } from './key.ts';
import { forgetReads } from './known-reads.ts';
import { cellAddress, isCell } from './place.ts';

/** BPF_NOEXIST: fails where the element exists, so that a racing first insert is never overwritten. */
const noExist = 1n;

/** Calls `insert` with the address of a new element's value. */
export type Initial = (insert: (value: ValueId) => void) => void;

/**
 * `use` gets the address and gives the result, which is 0 when there was no room; a new element starts as `initial`, or as zeros.
 * `reads`: the script asks for the value that was there.
 */
export function withElement(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  use: (element: ValueId) => ValueId | bigint,
  initial: Initial | null = null,
  reads = false,
): ValueId {
  const { builder } = context;
  const plan = planOf(context, map);
  if (isCell(plan)) {
    forgetReads(context, map.id);
    const cell = cellAddress(context, plan);
    if (reads) readOfCell(context, plan, cell);
    const result = use(cell);
    markPresent(context, plan, cell);
    return typeof result === 'bigint' ? builder.constant(result) : result;
  }
  const found = builder.createBlock(['pointer']);
  const full = builder.createBlock();
  const done = builder.createBlock(['int']);
  const zeros: Initial = (insert) => insert(zerosAddress(context, plan.valueSize));
  const start: Initial = (insert) => {
    if (reads) failedLookup(context);
    (initial ?? zeros)(insert);
  };
  onEachForm(context, map, key, (handle, built) => {
    const one = findOrInsert(context, plan, handle, built, start);
    builder.start(one.found);
    releaseKey(context, built);
    builder.jump(found, [parameterOf(one.found.parameters)]);
    builder.start(one.full);
    releaseKey(context, built);
    builder.jump(full);
  });
  forgetReads(context, map.id);
  builder.start(found);
  const result = use(parameterOf(found.parameters));
  builder.jump(done, [result]);
  builder.start(full);
  failedUpdate(context);
  builder.jump(done, [0n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

/** Gives the ways out of it: with the element's address, and where there was no room. */
function findOrInsert(
  context: ProgramContext,
  plan: MapPlan,
  handle: ValueId,
  key: BuiltKey,
  initial: Initial,
): { readonly found: OpenBlock; readonly full: OpenBlock } {
  const { builder } = context;
  const [found, full] = [builder.createBlock(['pointer']), builder.createBlock()];
  const [hit, miss] = [builder.createBlock(), builder.createBlock()];
  const element = lookUp(context, handle, key);
  builder.branch('ne', element, 0n, hit, miss);
  builder.start(hit);
  builder.jump(found, [element]);
  builder.start(miss);
  initial((value) => insertIfRoom(context, plan, [handle, keyAddress(context, key), value, noExist]));
  const inserted = lookUp(context, handle, key);
  const again = builder.createBlock();
  builder.branch('ne', inserted, 0n, again, full);
  builder.start(again);
  builder.jump(found, [inserted]);
  return { found, full };
}

/** Where two kernel maps share the room, an element is counted before it is made, and no more when it was not. */
function insertIfRoom({ builder }: ProgramContext, { short, maxEntries }: MapPlan, update: readonly Operand[]): void {
  if (short === null) return builder.run('map_update_elem', update);
  const elements = builder.globalAddress(short.elementsOffset);
  const [room, not, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  builder.branch('ult', builder.fetchAdd(elements, 0, 1n), BigInt(maxEntries), room, not);
  builder.start(room);
  builder.branch('eq', builder.call('map_update_elem', update), 0n, done, not);
  builder.start(not);
  builder.atomicAdd(elements, 0, -1n);
  builder.jump(done);
  builder.start(done);
}

/** Sets the flag that tells a written keyless value from a fresh one. */
function markPresent({ builder }: ProgramContext, plan: MapPlan, element: ValueId): void {
  const { value } = plan;
  if (value.kind !== 'hist' && value.kind !== 'stats' && value.presentOffset !== null)
    builder.store(element, value.presentOffset, 1n);
}
