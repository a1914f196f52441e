/**
 * The maps of a script as sources of tables, whatever they are in the kernel.
 *
 * Needs: the kernel maps of a loaded or pinned script, and its manifest. Gives: their contents, with and without emptying
 * them. Reports: the kernel's failures.
 */
import type { Manifest, MapPlan, ShortForm } from '@bpfleet/compiler';
import { native, type NativeMap } from '@bpfleet/native';
import { noTime, type Row, type Table, tableOf } from '@bpfleet/results';
import { invariant } from './invariant.ts';
import { decodeEntries, foldOf, readTable, type Zeros, zeroLanes, zeroValues } from './maps.ts';
import type { StackMaps } from './stacks.ts';

/** The kernel maps of one script, from a loaded object or from pins. */
export interface ScriptMaps {
  /** Indexed as Manifest.maps: none for cells, two for maps with a twin or a short form. */
  readonly maps: readonly (readonly NativeMap[])[];
  /** Indexed as Manifest.stacks. */
  readonly stacks: readonly StackMaps[];
  readonly globals: NativeMap;
}

/** One script map, to be read and emptied without knowing its layout. */
export interface MapSource {
  readTable(): Table;
  /** Reads and empties it. No update is lost: one that comes meanwhile is in this reading, or in the next. */
  takeTable(): Table;
  /** Sets all values to zero; updates that run meanwhile may be lost. */
  zero(): void;
}

/** Indexed as Manifest.maps. */
export function mapSources(script: ScriptMaps, manifest: Manifest): readonly MapSource[] {
  return manifest.maps.map((plan, index) => {
    const [first, second] = script.maps[index] ?? [];
    if (plan.type === 'cell' || plan.type === 'percpu_cell') return cellSource(script.globals, plan, manifest);
    invariant(first !== undefined, `${plan.schema.name} has no kernel map`);
    if (second === undefined) return inTime(plainSource(first, plan), plan);
    return plan.short === null
      ? inTime(twinSource([first, second], plan, script.globals), plan)
      : twoFormsSource(first, second, plan, plan.short);
  });
}

/** Of tseries(): what zero() leaves is the keys alone, without the times at which they had values. */
function inTime(source: MapSource, { schema }: MapPlan): MapSource {
  if (schema.series === undefined) return source;
  let left: readonly Row[] = [];
  const withLeft = (table: Table): Table => tableOf(schema, [...left, ...table.rows.values()]);
  return {
    readTable: () => withLeft(source.readTable()),
    takeTable: () => {
      const taken = withLeft(source.takeTable());
      left = [];
      return taken;
    },
    zero: () => {
      const { rows } = withLeft(source.takeTable());
      const keys = [...rows.values()].map((row) => ({ ...row, key: [...row.key.slice(0, -1), noTime] }));
      left = [...tableOf(schema, keys).rows.values()];
    },
  };
}

/** See ShortForm in the manifest. Such maps are never emptied. */
function twoFormsSource(wide: NativeMap, narrow: NativeMap, plan: MapPlan, short: ShortForm): MapSource {
  const never = (): never => {
    throw new Error(`${plan.schema.name} has two forms and is emptied`);
  };
  const readBoth = (): Table => {
    const narrowPlan = { ...plan, keySize: short.keySize, keys: short.keys };
    const tables = [readTable(wide, plan, 'unwritten'), readTable(narrow, narrowPlan, 'unwritten')];
    return tableOf(
      plan.schema,
      tables.flatMap(({ rows }) => [...rows.values()]),
    );
  };
  return { readTable: readBoth, takeTable: never, zero: never };
}

/** Of maps that the script never clears, or that only grow. An update of an element that is just deleted would be lost. */
function plainSource(map: NativeMap, plan: MapPlan): MapSource {
  let zeros: Zeros = 'unwritten';
  const read = (): Table => readTable(map, plan, zeros);
  const takeTable = (): Table => {
    const table = read();
    map.clear();
    return table;
  };
  const zero = (): void => {
    zeros = 'kept';
    zeroValues(map, plan);
  };
  return { readTable: read, takeTable, zero };
}

/** See Twin in the manifest. To wait for the programs takes some 10 ms. */
function twinSource(maps: readonly [NativeMap, NativeMap], plan: MapPlan, globals: NativeMap): MapSource {
  const { twin } = plan;
  invariant(twin !== null, `${plan.schema.name} has no twin`);
  const used = (): 0 | 1 => (readWord(globals, twin.wordOffset) === 0n ? 0 : 1);
  let zeros: Zeros = 'unwritten';
  const takeTable = (): Table => {
    const quiet = used();
    globals.store(twin.wordOffset, quiet === 0 ? 1n : 0n);
    native.waitForPrograms();
    const table = readTable(maps[quiet], plan, zeros);
    maps[quiet].clear();
    return table;
  };
  return {
    readTable: () => readTable(maps[used()], plan, zeros),
    takeTable,
    zero: () => {
      zeros = 'kept';
      zeroValues(maps[used()], plan);
    },
  };
}

/** Each lane is taken by an exchange with zero, which no addition can fall between. */
function cellSource(globals: NativeMap, plan: MapPlan, { globals: { cells } }: Manifest): MapSource {
  const count = plan.type === 'cell' ? 1 : cells.cpus;
  let zeros: Zeros = 'unwritten';
  const read = (take: boolean): Table => {
    const values = globals.foldCells(plan.cellOffset, cells.stride, count, foldOf(plan), take);
    const entry = { count: 1, keySize: 0, valueSize: plan.valueSize, keys: Buffer.alloc(0), values };
    const table = decodeEntries(entry, plan, zeros);
    if (take) zeros = 'unwritten';
    return table;
  };
  const zero = (): void => {
    if (read(false).rows.size > 0) zeros = 'kept';
    invariant(plan.type === 'cell', `${plan.schema.name}: zero() of values per CPU`);
    for (const { offset, value } of zeroLanes(plan)) globals.store(plan.cellOffset + offset, value);
  };
  return { readTable: () => read(false), takeTable: () => read(true), zero };
}

const oneLane = Uint8Array.of(0);

/** One word of the globals. */
export function readWord(globals: NativeMap, offset: number): bigint {
  return globals.foldCells(offset, 0, 1, oneLane, false).readBigUInt64LE(0);
}
