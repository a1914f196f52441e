/** Maps as values, and keys. A missing key reads as zero or the empty string. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import { type Checked, coerce, laid, slotOf } from '../checked.ts';
import { type Context, mapState, place } from '../context.ts';
import type { MapState } from '../environment.ts';
import { columnsOf, maxColumns } from '../rules/map-keys.ts';
import type { Slot } from '../slot.ts';
import type { MapValue, Type, TypedExpression } from '../typed.ts';
import { formatType, int64, uint64 } from '../types.ts';

/** What print() shows of one element of a map of stats(). */
function statsRecord(signed: boolean): Type {
  const sum = signed ? int64 : uint64;
  const fields = [
    { name: 'count', type: uint64 },
    { name: 'average', type: sum },
    { name: 'total', type: sum },
  ];
  return { kind: 'record', fields };
}

/** `printed`: as it stands, by print(), which takes what has no single value, too. */
export function checkMapRead(context: Context, access: Ast.MapAccess, printed = false): Checked | null {
  const map = mapState(context, access);
  if (map === null) return null;
  const key = checkKey(context, map, access);
  map.readOnly ||= map.kind === null;
  const symbol = map.symbol();
  if (symbol === null) return undefinedMap(context, access);
  if (key === null) return null;
  if (symbol.series !== null) {
    context.report.error('not-readable', access.span, `${access.name} holds tseries(), which has no single value`, {
      hint: `print(${access.name}) prints it`,
    });
    return null;
  }
  const { value } = symbol;
  const read = { kind: 'mapRead', span: access.span, map: symbol, key } as const;
  const type = printed && value.kind === 'stats' ? statsRecord(value.signed) : readType(value);
  if (type === null) {
    const what = value.kind === 'stats' ? 'stats()' : 'a histogram';
    context.report.error('not-readable', access.span, `${access.name} holds ${what}, which has no single value`, {
      hint: `print(${access.name}) prints it`,
    });
    return null;
  }
  const slot = value.kind === 'scalar' ? map.value.read() : null;
  const { flexible, nodeLocal } = slot ?? { flexible: false, nodeLocal: false };
  return { node: { ...read, type }, literal: false, flexible, nodeLocal };
}

/** The aggregate that an expression names, which has a number and is none: `count()`. Null for all else, casts as well. */
export function aggregateOf(context: Context, written: Ast.Expression): string | null {
  const kind = written.kind === 'map' ? (mapState(context, written)?.kind ?? null) : null;
  return kind === null || kind === 'scalar' ? null : `${kind}()`;
}

/** What a read of an element gives; null where it has no single value. */
export function readType(value: MapValue): Type | null {
  switch (value.kind) {
    case 'count':
      return uint64;
    case 'sum':
    case 'min':
    case 'max':
    case 'avg':
      return value.signed ? int64 : uint64;
    case 'scalar':
      return value.type;
    case 'stats':
    case 'hist':
    case 'lhist':
      return null;
  }
}

/**
 * Nothing assigns to it, or what does is wrong and says so itself. While types are still being found it may also mean:
 * not yet.
 */
export function undefinedMap(context: Context, access: Ast.MapAccess): null {
  if (mapState(context, access)?.kind !== null || !context.reachable) return null;
  context.report.error('undefined-map', access.nameSpan, `undefined map: ${access.name}`, {
    hint: 'nothing in this script gives it a value',
  });
  return null;
}

/** The key's columns, or one tuple of them, converted to the map's column types; null when something is wrong. */
export function checkKey(context: Context, map: MapState, access: Ast.MapAccess): readonly TypedExpression[] | null {
  const columns = columnsOf(access.key);
  if (columns.length > maxColumns) return null;
  const checked = columns.map((column) => {
    const value = context.expression(context, column);
    // Several columns lie in memory as a tuple does.
    return value === null || columns.length === 1 ? value : { ...value, node: laid(value.node) };
  });
  const [only] = checked;
  if (columns.length === 1 && map.keys.length > 1) return only === null ? null : checkWholeKey(context, map, only);
  // Uses with another number of columns are reported by rules/map-keys.
  if (columns.length !== map.keys.length) return null;
  const key = checked.map((column, index) =>
    column === null ? null : checkColumn(context, map, index, column, access),
  );
  return key.includes(null) ? null : key.filter((column) => column !== null);
}

/** A tuple that is no literal as the key of a map of several columns. */
function checkWholeKey(context: Context, map: MapState, key: Checked | undefined): readonly TypedExpression[] | null {
  if (key === undefined) return null;
  const { type, span } = key.node;
  if (type.kind !== 'tuple' || type.elements.length !== map.keys.length) {
    const expected = `a key of ${map.keys.length} columns`;
    context.report.error('map-keys', span, `${map.bound.name} has ${expected}, and this is ${formatType(type)}`);
    return null;
  }
  const fits = type.elements.map((element, index) => {
    const slot = { type: element, flexible: false, nodeLocal: key.nodeLocal };
    return noteColumn(context, map, index, slot, span);
  });
  if (fits.includes(false)) return null;
  const elements = type.elements.map((element, index) => columnType(map, index) ?? element);
  return [coerce(key.node, { kind: 'tuple', elements })];
}

function checkColumn(
  context: Context,
  map: MapState,
  index: number,
  column: Checked,
  access: Ast.MapAccess,
): TypedExpression | null {
  const { span } = column.node;
  // Of delete(@map, key) and its like the key stands outside.
  const where = span.end <= access.span.end ? access.span : span;
  if (!noteColumn(context, map, index, slotOf(column), where)) return null;
  const type = columnType(map, index) ?? column.node.type;
  return coerce(column.node, type.kind === column.node.type.kind ? type : column.node.type);
}

/** As known in this round. */
function columnType(map: MapState, index: number): Type | null {
  const slot = map.keys[index]?.read() ?? null;
  return slot === null ? null : slot.type;
}

/** Whether the column can hold such a value, too. */
function noteColumn(context: Context, map: MapState, index: number, slot: Slot, span: Span): boolean {
  const cell = map.keys[index];
  if (cell === undefined) return false;
  const before = cell.read();
  if (cell.note(slot, span)) return true;
  const first = cell.firstSpan === null ? '' : ` as at ${place(context, cell.firstSpan)}`;
  const expected = before === null ? '' : `, not ${formatType(before.type)}${first}`;
  const which = map.keys.length === 1 ? 'the key' : `column ${index + 1} of the key`;
  context.report.error(
    'type-mismatch',
    span,
    `type mismatch for ${map.bound.name}: ${which} is ${formatType(slot.type)} here${expected}`,
  );
  return false;
}
