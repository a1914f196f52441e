/** The tuple of a map's key and value that `for ($kv : @map)` gives: as they were when their turn came. */
import type { TypedLoop } from '../../3-check/typed.ts';
import { inMemory, partsOf } from '../../3-check/types.ts';
import { partOffset, roundUp8, sizeOf } from '../../4-plan-maps/layout.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import { planOf, type ProgramContext } from '../context.ts';
import { elementNumber } from '../maps/read.ts';
import { at } from '../place.ts';
import { copyAs } from '../values/copy.ts';
import { placeOf, slotHome } from '../values/home.ts';

type OverMap = TypedLoop['over'] & { readonly kind: 'map' };

/** `key` and `value` are what the kernel hands to the callback. */
export function holdElement(context: ProgramContext, over: OverMap, key: ValueId, value: ValueId): void {
  const { builder } = context;
  const { map, variable } = over;
  const [keyType, valueType] = partsOf(variable.type) ?? [];
  invariant(keyType !== undefined && valueType !== undefined, `${variable.name} is no pair`);
  const home = slotHome(builder.beginSlot(roundUp8(sizeOf(variable.type))));
  const to = placeOf(context, home);
  const source = { base: key, offset: 0 };
  if (inMemory(keyType)) {
    const [only] = map.keys;
    const from = map.keys.length === 1 && only !== undefined ? only : ({ kind: 'tuple', elements: map.keys } as const);
    copyAs(context, source, from, to, keyType);
  } else builder.store(to.base, to.offset, builder.load(key, 0));
  const second = at(to, partOffset(variable.type, 1));
  const { value: layout } = planOf(context, map);
  if (inMemory(valueType)) {
    invariant(layout.kind === 'datum' && map.value.kind === 'scalar', `${map.name} holds numbers only`);
    copyAs(context, { base: value, offset: layout.column.offset }, map.value.type, second, valueType);
  } else builder.store(second.base, second.offset, elementNumber(context, map, value));
  context.homes.set(variable.id, home);
}
