/**
 * From a data record to what the script printed.
 *
 * Needs: the record layouts of a manifest. Gives: for each a decoder, made once. Reports: nothing.
 */
import type { RecordLayout } from '@bpfleet/compiler';
import { type Datum, formatPrintf, parseFormat, renderValues } from '@bpfleet/results';
import { decodeColumn } from '../kernel/columns.ts';
import { invariant } from '../kernel/invariant.ts';
import { namedDatum, type NameReader } from '../names/names.ts';
import type { OutputEvent } from '../sessions/session.ts';

export interface Output {
  readonly text: Uint8Array;
  readonly event: OutputEvent;
}

export type Decoder = (record: Buffer) => Output;

const printf: OutputEvent = { kind: 'printf' };

export function decoderOf(layout: RecordLayout, names: NameReader): Decoder {
  const types = layout.args.map(({ type }) => type);
  const decodeArgs = (record: Buffer): readonly Datum[] =>
    layout.args.map((column) => namedDatum(decodeColumn(record, 0, column), column.form, names));
  if (layout.output.kind === 'value') {
    return (record) => {
      const values = decodeArgs(record);
      return { text: renderValues(types, values, false), event: { kind: 'value', types, values } };
    };
  }
  const format = parseFormat(layout.output.format);
  invariant(format.errors.length === 0, `the checker let a bad format pass: ${layout.output.format}`);
  return (record) => ({ text: formatPrintf(format, types, decodeArgs(record), false), event: printf });
}
