import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyTable, tableOf } from '../table.ts';
import { anySchema, runs, tablesFor } from '../testing/arbitrary.ts';
import { assertTables } from '../testing/assert.ts';
import { bytes, column, count, number, row, schemaOf, string } from '../testing/schemas.ts';
import { applyPatch, diff, diffInPieces } from './patch.ts';

const twoTables = anySchema.chain((schema) => tablesFor(schema, 2, 2));

test('a patch applied to its base gives the new contents, and again changes nothing', () => {
  fc.assert(
    fc.property(twoTables, ([base, now]) => {
      if (base === undefined || now === undefined) return;
      const once = applyPatch(base, diff(base, now));
      assertTables(once, now);
      assertTables(applyPatch(once, diff(base, now)), now);
      assertTables(applyPatch(emptyTable(base.schema), diff(emptyTable(base.schema), now)), now);
    }),
    runs,
  );
});

test('the pieces of a patch give the same in any order', () => {
  fc.assert(
    fc.property(twoTables, fc.integer({ min: 1, max: 100 }), ([base, now], maxBytes) => {
      if (base === undefined || now === undefined) return;
      const pieces = diffInPieces(base, now, maxBytes);
      assertTables(
        pieces.reduce((table, piece) => applyPatch(table, piece), base),
        now,
      );
      assertTables(
        pieces.reduceRight((table, piece) => applyPatch(table, piece), base),
        now,
      );
    }),
    runs,
  );
});

test('pieces stay below their size, and there is none when nothing changed', () => {
  const schema = schemaOf('@', [column(string)], count);
  const rows = Array.from({ length: 100 }, (_, i) => row([bytes(`key-${i}`)], number(BigInt(i))));
  const table = tableOf(schema, rows);
  const pieces = diffInPieces(emptyTable(schema), table, 200);
  assert.ok(pieces.length > 5);
  for (const { upserts } of pieces) assert.ok(upserts.keys.length + upserts.values.length <= 200);
  assert.deepEqual(diffInPieces(table, table, 200), []);
  assert.equal(diff(table, table).upserts.count, 0);
});
