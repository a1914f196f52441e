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
import { countUp, nextSequence } from './globals.ts';

export const dataRing = 'data';

/** BPF_RB_NO_WAKEUP: the reader polls; a wake-up per record costs ten times the record. */
const noWakeup = 1n;

export function lowerRecord(
  context: ProgramContext,
  output: RecordLayout['output'],
  args: readonly TypedExpression[],
  span: Span,
): void {
  const { builder } = context;
  const record = addRecord(context, output, args, span);
  const cells = evaluateCells(context, args);
  const place = builder.call('ringbuf_reserve', [builder.mapHandle(dataRing), BigInt(record.size), 0n], 'pointer');
  const [reserved, lost, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  builder.branch('ne', place, 0n, reserved, lost);
  builder.start(reserved);
  builder.store(place, 0, nextSequence(builder));
  builder.store(place, 8, BigInt(record.id));
  onSomeWays(context, () => writeCells(context, cells, record.args, { base: place, offset: 0 }));
  builder.run('ringbuf_submit', [place, noWakeup]);
  countUp(builder, 'emittedEvents');
  builder.jump(done);
  builder.start(lost);
  countUp(builder, 'lostEvents');
  builder.jump(done);
  builder.start(done);
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
