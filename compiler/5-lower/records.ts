/**
 * One record of the data ring: reserved, filled, submitted.
 *
 * Needs: a record's layout, and what writes its arguments.
 * Gives: the record with its header; a ring without room counts it as lost.
 * Reports: nothing.
 */
import type { ValueId } from '../ir/ir.ts';
import { type RecordLayout, recordHeaderSize, type RecordOutput } from '../manifest.ts';
import type { ProgramContext } from './context.ts';
import { countUp, nextSequence } from './globals.ts';

export const dataRing = 'data';

/** BPF_RB_NO_WAKEUP: the reader polls; a wake-up per record costs ten times the record. */
const noWakeup = 1n;

export function emitRecord(
  context: ProgramContext,
  { id, size }: Pick<RecordLayout, 'id' | 'size'>,
  write: (place: ValueId) => void,
): void {
  const { builder } = context;
  const place = builder.call('ringbuf_reserve', [builder.mapHandle(dataRing), BigInt(size), 0n], 'pointer');
  const [reserved, lost, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  builder.branch('ne', place, 0n, reserved, lost);
  builder.start(reserved);
  builder.store(place, 0, nextSequence(builder));
  builder.store(place, 8, BigInt(id));
  write(place);
  builder.run('ringbuf_submit', [place, noWakeup]);
  countUp(builder, 'emittedEvents');
  builder.jump(done);
  builder.start(lost);
  countUp(builder, 'lostEvents');
  builder.jump(done);
  builder.start(done);
}

/** What tells of a failure at the place that is being built: one record for all the instructions there. */
export function failureRecord(
  { builder: { span }, module }: ProgramContext,
  output: Extract<RecordOutput, { readonly kind: 'runtimeError' | 'helperError' }>,
  bytes: number,
): RecordLayout {
  const what = output.kind === 'runtimeError' ? output.message : output.helper;
  const identity = `${span.start} ${span.end} ${what}`;
  const known = module.failureRecords.get(identity);
  if (known !== undefined) return known;
  const record = { id: module.records.length, size: recordHeaderSize + bytes, output, args: [], span };
  module.records.push(record);
  module.failureRecords.set(identity, record);
  return record;
}
