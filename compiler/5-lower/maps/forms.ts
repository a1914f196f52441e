/**
 * The kernel maps that a key can be in.
 *
 * Needs: a map's plan, and typed key expressions.
 * Gives: for each of them code that has the key: one for most maps; of maps with a narrow form the narrow one where the string
 *   fits, else the wide one. No string is cut: one that may go on behind the narrow key is read again in full.
 * Reports: nothing; a string that cannot be read counts as a failed read and is empty, as everywhere.
 */
import type { MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import { isLong, shortCapacity, type StringRead, stringReadOf } from '../../4-plan-maps/short.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import type { ShortForm } from '../../manifest.ts';
import type { OpenBlock } from '../builder.ts';
import { evaluateCells, writeCell } from '../columns.ts';
import { planOf, type ProgramContext } from '../context.ts';
import { failedRead, tellsReads } from '../failures.ts';
import { readStringField } from '../fields.ts';
import { at } from '../place.ts';
import { readString, stringHelper } from '../values/bytes.ts';
import { placeOf, slotHome } from '../values/home.ts';
import { type BuiltKey, buildKey, releaseKey } from './key.ts';
import { handleOf } from './place.ts';

/** Calls `use` for each form, with a builder at a place of its own; `use` leaves it wherever it likes, the key released. */
export function onEachForm(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  use: (handle: ValueId, key: BuiltKey) => void,
): void {
  const { builder } = context;
  const plan = planOf(context, map);
  const { short } = plan;
  // Where failures are told, each read is made once.
  const read = short === null || tellsReads(context) ? null : stringReadOf(key);
  if (short !== null && read !== null) {
    const [fits, wide] = [builder.createBlock(), builder.createBlock()];
    const narrow = readNarrow(context, short, key, read, fits, wide);
    builder.start(fits);
    use(builder.mapHandle(short.kernelName), narrow);
    builder.start(wide);
    releaseKey(context, narrow);
  }
  const built = buildKey(context, map, key);
  use(handleOf(context, plan), built);
}

function readNarrow(
  context: ProgramContext,
  short: ShortForm,
  key: readonly TypedExpression[],
  read: StringRead,
  fits: OpenBlock,
  wide: OpenBlock,
): BuiltKey {
  const { builder } = context;
  const cells = evaluateCells(context, key);
  const slot = builder.beginSlot(short.keySize);
  const to = placeOf(context, slotHome(slot));
  let length: ValueId | null = null;
  key.forEach((expression, index) => {
    const [cell, column] = [cells[index], short.keys[index]];
    invariant(cell !== undefined && column !== undefined, 'a key has a column for each expression');
    const place = at(to, column.offset);
    if (!isLong(expression.type)) writeCell(context, cell, column, place);
    else if (read.kind === 'field') length = readStringField(context, read.field, place, shortCapacity);
    else length = readString(context, read, place, shortCapacity);
  });
  invariant(length !== null, 'a narrow key of a key without a long string');
  const [unsure, failed] = [builder.createBlock(), builder.createBlock()];
  // One that fills the narrow key may have been cut. Errors are large numbers too.
  builder.branch('ult', length, BigInt(shortCapacity), fits, unsure);
  builder.start(unsure);
  builder.branch('slt', length, 0n, failed, wide);
  builder.start(failed);
  failedRead(context, stringHelper(read), length);
  builder.jump(fits);
  return { home: slotHome(slot), size: short.keySize, temporary: slot };
}
