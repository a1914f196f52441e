/**
 * A map is used without a key everywhere, or with keys of one number of columns everywhere: `@m[(a, b)]` and `@m[a, b]` are
 * one key. What a value that is no number as written has for columns is known with its type only: expressions/map.ts.
 *
 * Needs: the bound program. Gives: the number of key columns of each map, by id; its first use decides.
 * Reports: uses that differ, naming both places, and keys wider than any program could hold.
 */
import type * as Ast from '../../1-parse/ast.ts';
import type { BoundProgram } from '../../2-bind/bound.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import { positionAt, type Span } from '../../source/source.ts';
import { mapUses } from './map-uses.ts';

interface FirstUse {
  readonly columns: number;
  readonly span: Span;
  /** One column, which may turn out to be a tuple of several. */
  readonly open: boolean;
}

/** Each column takes 8 bytes of the program's stack, which has 512. */
export const maxColumns = 64;

export function checkMapKeys(bound: BoundProgram, report: Reporter): readonly number[] {
  const first = new Map<string, FirstUse>();
  for (const access of mapUses(bound)) {
    const columns = columnsOf(access.key).length;
    if (columns > maxColumns) {
      report.error(
        'map-keys',
        access.nameSpan,
        `the key of ${access.name} has ${columns} columns; at most ${maxColumns} are possible`,
      );
      continue;
    }
    const known = first.get(access.name);
    if (known === undefined || (known.open && columns > 1)) {
      first.set(access.name, { columns, span: access.span, open: isOpen(access) });
    } else if (known.columns !== columns && !(isOpen(access) && known.columns > 1)) {
      reportDifference(bound, report, access, known);
    }
  }
  return bound.maps.map((map) => first.get(map.name)?.columns ?? 0);
}

/** The columns that are written; those of a tuple are the map's. */
export function columnsOf(key: readonly Ast.Expression[] | null): readonly Ast.Expression[] {
  const [only] = key ?? [];
  return key?.length === 1 && only?.kind === 'tuple' && only.elements.length > 1 ? only.elements : (key ?? []);
}

/** Whether it may turn out to be a tuple. */
function isOpen({ key }: Ast.MapAccess): boolean {
  const [only] = key ?? [];
  return key?.length === 1 && only !== undefined && tupleKinds.has(only.kind) && only.kind !== 'tuple';
}

const tupleKinds: ReadonlySet<Ast.Expression['kind']> = new Set([
  'variable',
  'map',
  'member',
  'index',
  'ternary',
  'tuple',
]);

function reportDifference(bound: BoundProgram, report: Reporter, access: Ast.MapAccess, first: FirstUse): void {
  const { line, column } = positionAt(bound.source, first.span.start);
  const here = describe(columnsOf(access.key).length);
  report.error(
    'map-keys',
    access.span,
    `${access.name} is used ${here} here, and ${describe(first.columns)} at ${line}:${column}`,
    {
      hint: 'a map has the same kind of key everywhere: use two maps',
    },
  );
}

function describe(columns: number): string {
  if (columns === 0) return 'without a key';
  return columns === 1 ? 'with a key' : `with a key of ${columns} columns`;
}
