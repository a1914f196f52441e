/**
 * Records of the data ring: printf and print(value).
 *
 * Needs: a format and typed arguments.
 * Gives: one reservation, written in place, every byte of it; a ring without room counts the event as lost.
 * Reports: nothing.
 */
import type { TypedExpression } from '../3-check/typed.ts';
import { layColumns } from '../4-plan-maps/layout.ts';
import { type RecordLayout, recordHeaderSize } from '../manifest.ts';
import type { Span } from '../source/source.ts';
import { evaluateCells, writeCells } from './columns.ts';
import { onSomeWays, type ProgramContext } from './context.ts';
import { emitRecord } from './records.ts';

export function lowerRecord(
  context: ProgramContext,
  output: RecordLayout['output'],
  args: readonly TypedExpression[],
  span: Span,
): void {
  const record = addRecord(context, output, args, span);
  const cells = evaluateCells(context, args);
  emitRecord(context, record, (place) => {
    onSomeWays(context, () => writeCells(context, cells, record.args, { base: place, offset: 0 }));
  });
}

function addRecord(
  { module }: ProgramContext,
  output: RecordLayout['output'],
  args: readonly TypedExpression[],
  span: Span,
): RecordLayout {
  const { columns, end } = layColumns(
    args.map((arg) => arg.type),
    recordHeaderSize,
  );
  const record = { id: module.records.length, size: end, output, args: columns, span };
  module.records.push(record);
  return record;
}
