/**
 * A map is used without a key everywhere, or with keys of one number of columns everywhere.
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
}

/** Each column takes 8 bytes of the program's stack, which has 512. */
export const maxColumns = 64;

export function checkMapKeys(bound: BoundProgram, report: Reporter): readonly number[] {
  const first = new Map<string, FirstUse>();
  for (const access of mapUses(bound)) {
    const columns = access.key?.length ?? 0;
    if (columns > maxColumns) {
      report.error(
        'map-keys',
        access.nameSpan,
        `the key of ${access.name} has ${columns} columns; at most ${maxColumns} are possible`,
      );
      continue;
    }
    const known = first.get(access.name);
    if (known === undefined) first.set(access.name, { columns, span: access.span });
    else if (known.columns !== columns) reportDifference(bound, report, access, known);
  }
  return bound.maps.map((map) => first.get(map.name)?.columns ?? 0);
}

function reportDifference(bound: BoundProgram, report: Reporter, access: Ast.MapAccess, first: FirstUse): void {
  const { line, column } = positionAt(bound.source, first.span.start);
  const here = describe(access.key?.length ?? 0);
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
