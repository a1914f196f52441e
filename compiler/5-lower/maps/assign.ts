/**
 * Plain and compound assignment to map elements.
 *
 * Needs: a scalar map, and a value already converted to its type.
 * Gives: a store in place for numbers, whole replacement for what lies in memory.
 * Reports: nothing; a map without room counts as full.
 */
import type { ArithmeticOperator, MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import { inMemory } from '../../3-check/types.ts';
import { roundUp8 } from '../../4-plan-maps/layout.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import { computeArithmetic, fitted } from '../arithmetic.ts';
import type { Operand } from '../builder.ts';
import { operandOf, planOf, type ProgramContext } from '../context.ts';
import { failedUpdate } from '../failures.ts';
import { addressOf } from '../memory.ts';
import { holdForHelper, release } from '../values/hold.ts';
import { placeOf } from '../values/home.ts';
import { addToMap } from './add.ts';
import { type Initial, withElement } from './element.ts';
import { buildKey, keyAddress, releaseKey } from './key.ts';
import { forgetReads } from './known-reads.ts';
import { handleOf, isCell } from './place.ts';
import { readNumber } from './read.ts';

/** BPF_ANY: create or replace. */
const any = 0n;

export function assignMap(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  value: TypedExpression,
): void {
  if (inMemory(value.type)) replace(context, map, key, value);
  else store(context, map, key, operandOf(context, value));
}

/** `+=` and `-=` add atomically; the others read, compute and store. */
export function compoundAssignMap(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  operator: ArithmeticOperator,
  value: TypedExpression,
): void {
  const { builder } = context;
  invariant(map.value.kind === 'scalar', `compound assignment to ${map.name}`);
  const { type } = map.value;
  const wide = type.kind !== 'int' || type.size === 8;
  const right = operandOf(context, value);
  if (wide && operator === '+') return addToMap(context, map, key, right, true);
  if (wide && operator === '-') {
    return addToMap(context, map, key, typeof right === 'bigint' ? -right : builder.negate(right), true);
  }
  const old = readNumber(context, map, key);
  store(context, map, key, fitted(context, computeArithmetic(context, operator, old, right), type));
}

function store(context: ProgramContext, map: MapSymbol, key: readonly TypedExpression[], value: Operand): void {
  const { builder } = context;
  const plan = planOf(context, map);
  if (plan.churns && !isCell(plan)) {
    const slot = builder.beginSlot(8);
    builder.store(builder.slotAddress(slot), 0, value);
    update(context, map, key, () => builder.slotAddress(slot));
    return builder.endSlot(slot);
  }
  // A new element starts with the value, so that no reader sees a zero that the script never stored.
  const initial: Initial = (insert) => {
    const slot = builder.beginSlot(8);
    builder.store(builder.slotAddress(slot), 0, value);
    insert(builder.slotAddress(slot));
    builder.endSlot(slot);
  };
  const use = (element: ValueId): bigint => {
    builder.store(element, 0, value);
    return 0n;
  };
  withElement(context, map, key, use, initial);
}

function replace(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  value: TypedExpression,
): void {
  const plan = planOf(context, map);
  const held = holdForHelper(context, value);
  invariant(
    held.size === plan.valueSize && plan.valueSize === roundUp8(plan.valueSize),
    `${map.name}: value of ${held.size} bytes`,
  );
  update(context, map, key, () => addressOf(context, placeOf(context, held.home)));
  release(context, held);
}

/** The element becomes what is at the address, whether or not it was there. */
function update(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  valueAddress: () => ValueId,
): void {
  const { builder } = context;
  const built = buildKey(context, map, key);
  forgetReads(context, map.id);
  const handle = handleOf(context, planOf(context, map));
  const error = builder.call('map_update_elem', [handle, keyAddress(context, built), valueAddress(), any]);
  releaseKey(context, built);
  const [full, done] = [builder.createBlock(), builder.createBlock()];
  builder.branch('ne', error, 0n, full, done);
  builder.start(full);
  failedUpdate(context);
  builder.jump(done);
  builder.start(done);
}
