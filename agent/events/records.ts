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
  /** Header included: where ColumnLayout offsets count from. */
  readonly bytes: Buffer;
}

export type ControlRecord =
  | {
      readonly kind: 'print';
      readonly sequence: number;
      readonly program: number;
      readonly map: number;
      readonly print: number;
    }
  | { readonly kind: 'clear'; readonly sequence: number; readonly program: number; readonly map: number }
  | { readonly kind: 'exit'; readonly sequence: number; readonly program: number; readonly code: number };

export type ScriptRecord = DataRecord | ControlRecord;

export function recordsOf(batch: RingBatch, manifest: Manifest): readonly ScriptRecord[] {
  const records: ScriptRecord[] = [];
  for (const payload of payloads(batch.data)) records.push(dataRecord(payload, manifest));
  for (const payload of payloads(batch.control)) records.push(controlRecord(payload));
  return isOrdered(records) ? records : records.sort((a, b) => a.sequence - b.sequence);
}

const lengthSize = 8;

/** The payloads of a packed sequence: u32 length, u32 zero, payload, padding to 8 bytes. */
function* payloads(packed: Buffer): Generator<Buffer> {
  let at = 0;
  while (at < packed.length) {
    const start = at + lengthSize;
    const end = start + packed.readUInt32LE(at);
    invariant(end <= packed.length, 'a ring batch ends inside a record');
    yield packed.subarray(start, end);
    at = start + Math.ceil((end - start) / 8) * 8;
  }
}

function dataRecord(bytes: Buffer, manifest: Manifest): DataRecord {
  invariant(bytes.length >= recordHeaderSize, `a data record of ${bytes.length} bytes`);
  const layout = manifest.records[bytes.readUInt32LE(8)];
  invariant(
    layout !== undefined && bytes.length >= layout.size,
    `a data record of ${bytes.length} bytes that is none of the manifest's`,
  );
  return { kind: 'data', sequence: sequenceOf(bytes), layout, bytes };
}

function controlRecord(bytes: Buffer): ControlRecord {
  invariant(bytes.length >= controlRecordSize, `a control record of ${bytes.length} bytes`);
  const sequence = sequenceOf(bytes);
  const program = bytes.readUInt32LE(12);
  const [a, b] = [bytes.readUInt32LE(16), bytes.readUInt32LE(20)];
  switch (bytes.readUInt32LE(8)) {
    case ControlKind.print:
      return { kind: 'print', sequence, program, map: a, print: b };
    case ControlKind.clear:
      return { kind: 'clear', sequence, program, map: a };
    case ControlKind.exit:
      return { kind: 'exit', sequence, program, code: a };
    default:
      invariant(false, 'a control record of an unknown kind');
  }
}

/** Exact: a node does not emit 2^53 records. */
function sequenceOf(bytes: Buffer): number {
  return bytes.readUInt32LE(0) + bytes.readUInt32LE(4) * 0x1_0000_0000;
}

function isOrdered(records: readonly ScriptRecord[]): boolean {
  let last = -1;
  for (const { sequence } of records) {
    if (sequence < last) return false;
    last = sequence;
  }
  return true;
}
