/**
 * From a data record to what the script printed, or said.
 *
 * Needs: the record layouts of a manifest and its source. Gives: for each a decoder, made once. Reports: nothing.
 */
import { positionAt, type RecordLayout, type RecordOutput, type Source, type Span } from '@bpfleet/compiler';
import { type Datum, formatPrintf, parseFormat, renderValues, strftime } from '@bpfleet/results';
import { wallClockNs } from '../clock.ts';
import { decodeColumn } from '../kernel/columns.ts';
import { invariant } from '../kernel/invariant.ts';
import { namedDatum, type NameReader } from '../names/names.ts';
import type { OutputEvent } from '../sessions/session.ts';
import { readFileStart } from './cat.ts';
import { runCommand } from './system.ts';

export interface Output {
  readonly text: Uint8Array;
  readonly event: OutputEvent;
}

export type Decoder = (record: Buffer) => Output;

export function decoderOf(layout: RecordLayout, source: Source, names: NameReader): Decoder {
  const types = layout.args.map(({ type }) => type);
  const decodeArgs = (record: Buffer): readonly Datum[] =>
    layout.args.map((column) => namedDatum(decodeColumn(record, 0, column), column.form, names));
  const { output, span } = layout;
  if (output.kind === 'value') {
    return (record) => {
      const values = decodeArgs(record);
      return { text: renderValues(types, values, false), event: { kind: 'value', types, values } };
    };
  }
  if (output.kind === 'time') return () => print('time', Buffer.from(strftime(output.format, wallClockNs())));
  const format = parseFormat(output.format);
  invariant(format.errors.length === 0, `the checker let a bad format pass: ${output.format}`);
  const act = actionOf(output.kind, source, span);
  return (record) => act(formatPrintf(format, types, decodeArgs(record), false));
}

type Formatted = Exclude<RecordOutput, { readonly kind: 'value' | 'time' }>['kind'];

/** BPFTRACE_MAX_CAT_BYTES's default. */
const maxCatBytes = 10_240;

function actionOf(kind: Formatted, source: Source, span: Span): (text: Buffer) => Output {
  switch (kind) {
    case 'printf':
      return (text) => print('printf', text);
    case 'errorf':
      return (text) => say('error', kind, source, span, text);
    case 'warnf':
      return (text) => say('warning', kind, source, span, text);
    case 'cat':
      return (path) => {
        const file = readFileStart(path.toString(), maxCatBytes);
        return file.kind === 'text' ? print('cat', file.bytes) : complain(file.message);
      };
    case 'system':
      return (command) => {
        const result = runCommand(command.toString());
        return result.kind === 'text' ? print('syscall', result.bytes) : complain(result.message);
      };
  }
}

function print(kind: 'printf' | 'time' | 'cat' | 'syscall', text: Uint8Array): Output {
  return { text, event: { kind } };
}

/** A message of the script itself, with its place: `name:line:from-to: ERROR: text`. */
function say(
  severity: 'error' | 'warning',
  from: 'errorf' | 'warnf',
  source: Source,
  span: Span,
  message: Buffer,
): Output {
  const [start, end] = [positionAt(source, span.start), positionAt(source, span.end)];
  const columns = start.line === end.line ? `${start.line}:${start.column}-${end.column}` : `${start.line}-${end.line}`;
  const head = `${source.name}:${columns}: ${severity.toUpperCase()}: `;
  const tail = message.at(-1) === 0x0a ? '' : '\n';
  const text = Buffer.concat([Buffer.from(head), message, Buffer.from(tail)]);
  return {
    text,
    event: { kind: 'message', severity, from, message, file: source.name, line: start.line, column: start.column },
  };
}

/** What went wrong outside the kernel. */
function complain(message: string): Output {
  const text = Buffer.from(`ERROR: ${message}\n`);
  return {
    text,
    event: { kind: 'message', severity: 'error', from: 'agent', message: text, file: '', line: 0, column: 0 },
  };
}
