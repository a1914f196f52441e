/**
 * A batch of the two rings as one stream of records.
 *
 * Needs: a RingBatch and the manifest of the script that wrote it. Gives: its records in the order of their sequence
 * numbers, which is the order in which the script emitted them.
 * Reports: nothing; bytes that contradict the manifest are a bug.
 */
import { ControlKind, controlRecordSize, type Manifest, type RecordLayout, recordHeaderSize } from '@bpfleet/compiler';
import { invariant } from '../kernel/invariant.ts';
import type { RingBatch } from '../kernel/rings.ts';

export interface DataRecord {
  readonly kind: 'data';
  readonly sequence: number;
  readonly layout: RecordLayout;
  /** The batch, and where in it the record starts, header included: where ColumnLayout offsets count from. */
  readonly bytes: Buffer;
  readonly start: number;
}

export type ControlRecord =
  | {
      readonly kind: 'print';
      readonly sequence: number;
      readonly program: number;
      readonly map: number;
      readonly print: number;
    }
  | { readonly kind: 'clear' | 'zero'; readonly sequence: number; readonly program: number; readonly map: number }
  | { readonly kind: 'exit'; readonly sequence: number; readonly program: number; readonly code: number }
  /** A process whose addresses will be given names. */
  | { readonly kind: 'process'; readonly sequence: number; readonly program: number; readonly pid: number };

export type ScriptRecord = DataRecord | ControlRecord;

export function recordsOf(batch: RingBatch, manifest: Manifest): readonly ScriptRecord[] {
  const records: ScriptRecord[] = [];
  eachPayload(batch.data, (start, length) => void records.push(dataRecord(batch.data, start, length, manifest)));
  eachPayload(batch.control, (start, length) => void records.push(controlRecord(batch.control, start, length)));
  return isOrdered(records) ? records : records.sort((a, b) => a.sequence - b.sequence);
}

const lengthSize = 8;

/** The payloads of a packed sequence: u32 length, u32 zero, payload, padding to 8 bytes. */
function eachPayload(packed: Buffer, visit: (start: number, length: number) => void): void {
  let at = 0;
  while (at < packed.length) {
    const start = at + lengthSize;
    const length = packed.readUInt32LE(at);
    invariant(start + length <= packed.length, 'a ring batch ends inside a record');
    visit(start, length);
    at = start + Math.ceil(length / 8) * 8;
  }
}

function dataRecord(bytes: Buffer, start: number, length: number, manifest: Manifest): DataRecord {
  invariant(length >= recordHeaderSize, 'a data record without its header');
  const layout = manifest.records[bytes.readUInt32LE(start + 8)];
  if (layout === undefined || length < layout.size)
    invariant(false, `a data record of ${length} bytes that is none of the manifest's`);
  return { kind: 'data', sequence: sequenceOf(bytes, start), layout, bytes, start };
}

function controlRecord(bytes: Buffer, start: number, length: number): ControlRecord {
  invariant(length >= controlRecordSize, `a control record of ${length} bytes`);
  const sequence = sequenceOf(bytes, start);
  const program = bytes.readUInt32LE(start + 12);
  const [a, b] = [bytes.readUInt32LE(start + 16), bytes.readUInt32LE(start + 20)];
  switch (bytes.readUInt32LE(start + 8)) {
    case ControlKind.print:
      return { kind: 'print', sequence, program, map: a, print: b };
    case ControlKind.clear:
      return { kind: 'clear', sequence, program, map: a };
    case ControlKind.zero:
      return { kind: 'zero', sequence, program, map: a };
    case ControlKind.process:
      return { kind: 'process', sequence, program, pid: a };
    case ControlKind.exit:
      return { kind: 'exit', sequence, program, code: a };
    default:
      invariant(false, 'a control record of an unknown kind');
  }
}

/** Exact: a node does not emit 2^53 records. */
function sequenceOf(bytes: Buffer, start: number): number {
  return bytes.readUInt32LE(start) + bytes.readUInt32LE(start + 4) * 0x1_0000_0000;
}

function isOrdered(records: readonly ScriptRecord[]): boolean {
  let last = -1;
  for (const { sequence } of records) {
    if (sequence < last) return false;
    last = sequence;
  }
  return true;
}
