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
import { planOf, type ProgramContext } from '../context.ts';
import { failedLookup, failedUpdate, readOfCell } from '../failures.ts';
import { zerosAddress } from '../memory.ts';
import { type BuiltKey, buildKey, keyAddress, lookUp, releaseKey } from './key.ts';
import { cellAddress, handleOf, isCell } from './place.ts';

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
  const built = buildKey(context, map, key);
  const start: Initial = (insert) => {
    if (reads) failedLookup(context);
    (initial ?? zeros)(insert);
  };
  findOrInsert(context, plan, built, start, found, full);
  builder.start(found);
  const result = use(parameterOf(found.parameters));
  builder.jump(done, [result]);
  builder.start(full);
  failedUpdate(context);
  builder.jump(done, [0n]);
  builder.start(done);
  releaseKey(context, built);
  return parameterOf(done.parameters);
}

type Block = ReturnType<ProgramContext['builder']['createBlock']>;

function findOrInsert(
  context: ProgramContext,
  plan: MapPlan,
  key: BuiltKey,
  initial: Initial,
  found: Block,
  full: Block,
): void {
  const { builder } = context;
  const handle = handleOf(context, plan);
  const [hit, miss] = [builder.createBlock(), builder.createBlock()];
  const element = lookUp(context, handle, key);
  builder.branch('ne', element, 0n, hit, miss);
  builder.start(hit);
  builder.jump(found, [element]);
  builder.start(miss);
  initial((value) => builder.run('map_update_elem', [handle, keyAddress(context, key), value, noExist]));
  const inserted = lookUp(context, handle, key);
  const again = builder.createBlock();
  builder.branch('ne', inserted, 0n, again, full);
  builder.start(again);
  builder.jump(found, [inserted]);
}

/** Sets the flag that tells a written keyless value from a fresh one. */
function markPresent({ builder }: ProgramContext, plan: MapPlan, element: ValueId): void {
  const { value } = plan;
  if (value.kind !== 'hist' && value.kind !== 'stats' && value.presentOffset !== null)
    builder.store(element, value.presentOffset, 1n);
}
