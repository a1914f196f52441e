/** Maps as values, and keys. A missing key reads as zero or the empty string. */
import type * as Ast from '../../1-parse/ast.ts';
import { type Checked, coerce, slotOf } from '../checked.ts';
import { type Context, mapState, place } from '../context.ts';
import type { MapState } from '../environment.ts';
import { maxColumns } from '../rules/map-keys.ts';
import type { TypedExpression } from '../typed.ts';
import { formatType, int64, uint64 } from '../types.ts';

export function checkMapRead(context: Context, access: Ast.MapAccess): Checked | null {
  const map = mapState(context, access);
  if (map === null) return null;
  const key = checkKey(context, map, access);
  const symbol = map.symbol();
  if (symbol === null) return undefinedMap(context, access);
  if (key === null) return null;
  const { value } = symbol;
  const read = { kind: 'mapRead', span: access.span, map: symbol, key } as const;
  const fixed = { flexible: false, nodeLocal: false, literal: false };
  switch (value.kind) {
    case 'count':
      return { node: { ...read, type: uint64 }, ...fixed };
    case 'sum':
    case 'min':
    case 'max':
    case 'avg':
      return { node: { ...read, type: value.signed ? int64 : uint64 }, ...fixed };
    case 'stats':
    case 'hist':
    case 'lhist': {
      const what = value.kind === 'stats' ? 'stats()' : 'a histogram';
      context.report.error('not-readable', access.span, `${access.name} holds ${what}, which has no single value`, {
        hint: `print(${access.name}) prints it`,
      });
      return null;
    }
    case 'scalar': {
      const slot = map.value.read();
      return {
        node: { ...read, type: value.type },
        literal: false,
        flexible: slot?.flexible ?? false,
        nodeLocal: slot?.nodeLocal ?? false,
      };
    }
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

/** The key's columns, converted to the map's column types; null when one is wrong. */
export function checkKey(context: Context, map: MapState, access: Ast.MapAccess): readonly TypedExpression[] | null {
  const columns = access.key ?? [];
  if (columns.length > maxColumns) return null;
  const checked = columns.map((column) => context.expression(context, column));
  // Uses with another number of columns are reported by rules/map-keys.
  if (columns.length !== map.keys.length) return null;
  const key = checked.map((column, index) => (column === null ? null : checkColumn(context, map, index, column)));
  return key.includes(null) ? null : key.filter((column) => column !== null);
}

function checkColumn(context: Context, map: MapState, index: number, column: Checked): TypedExpression | null {
  const cell = map.keys[index];
  if (cell === undefined) return null;
  const { span } = column.node;
  const before = cell.read();
  if (!cell.note(slotOf(column), span)) {
    const first = cell.firstSpan === null ? '' : ` as at ${place(context, cell.firstSpan)}`;
    const expected = before === null ? '' : `, not ${formatType(before.type)}${first}`;
    const which = map.keys.length === 1 ? 'the key' : `column ${index + 1} of the key`;
    context.report.error(
      'type-mismatch',
      span,
      `type mismatch for ${map.bound.name}: ${which} is ${formatType(column.node.type)} here${expected}`,
    );
    return null;
  }
  const type = map.symbol()?.keys[index] ?? column.node.type;
  return coerce(column.node, type.kind === column.node.type.kind ? type : column.node.type);
}
