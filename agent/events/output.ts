/**
 * From a data record to what the script printed, or said.
 *
 * Needs: the record layouts of a manifest and its source. Gives: for each a decoder, made once. Reports: nothing.
 */
import {
  type Manifest,
  positionAt,
  recordHeaderSize,
  type RecordLayout,
  type RecordOutput,
  type Source,
  type Span,
} from '@bpfleet/compiler';
import { type ByteText, renderValues, strftime } from '@bpfleet/results';
import { wallClockNs } from '../clock.ts';
import { decodeColumn } from '../kernel/columns.ts';
import { namedDatum, type NameReader } from '../names/names.ts';
import type { OutputEvent } from '../sessions/session.ts';
import { readFileStart } from './cat.ts';
import { joinedText } from './join.ts';
import { formattedText } from './printf.ts';
import { runCommand } from './system.ts';
import { helperError, runtimeError } from './warnings.ts';

export interface Output {
  /** One char per byte (latin1). */
  readonly text: ByteText;
  readonly event: OutputEvent;
}

/** The record begins at `start`. */
export type Decoder = (bytes: Buffer, start: number) => Output;

const printf: OutputEvent = { kind: 'printf' };

export function decoderOf(
  layout: RecordLayout,
  { source, settings }: Pick<Manifest, 'source' | 'settings'>,
  names: NameReader,
): Decoder {
  const { args, output, span } = layout;
  if (output.kind === 'value') {
    const types = args.map(({ type }) => type);
    return (bytes, start) => {
      const values = args.map((column) => namedDatum(decodeColumn(bytes, start, column), column.form, names));
      const text = renderValues(types, values, false).toString('latin1');
      return { text, event: { kind: 'value', types, values } };
    };
  }
  if (output.kind === 'runtimeError') {
    const said = runtimeError(output.message, source, span);
    return () => said;
  }
  if (output.kind === 'helperError')
    return (bytes, start) => helperError(output.helper, bytes.readInt32LE(start + recordHeaderSize), source, span);
  if (output.kind === 'join') {
    const textOf = joinedText(output.delimiter, args);
    return (bytes, start) => ({ text: textOf(bytes, start), event: { kind: 'join' } });
  }
  if (output.kind === 'time') return () => timeOf(output.format);
  const textOf = formattedText(output.format, args, names);
  if (output.kind === 'printf') return (bytes, start) => ({ text: textOf(bytes, start), event: printf });
  const act = actionOf(output.kind, source, span, settings.maxCatBytes);
  return (bytes, start) => act(Buffer.from(textOf(bytes, start), 'latin1'));
}

type Formatted = Exclude<RecordOutput['kind'], 'value' | 'time' | 'join' | 'printf' | 'runtimeError' | 'helperError'>;

function actionOf(kind: Formatted, source: Source, span: Span, maxCatBytes: number): (text: Buffer) => Output {
  switch (kind) {
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

function print(kind: 'time' | 'cat' | 'syscall', bytes: Uint8Array): Output {
  return { text: toByteText(bytes), event: { kind } };
}

/** Where nothing comes of the format, bpftrace says so. */
function timeOf(format: string): Output {
  const text = strftime(format, wallClockNs());
  return text === '' ? complain('strftime returned zero (Invalid argument)') : print('time', Buffer.from(text));
}

function toByteText(bytes: Uint8Array): ByteText {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
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
  const text = toByteText(Buffer.concat([Buffer.from(head), message, Buffer.from(tail)]));
  return {
    text,
    event: {
      kind: 'message',
      severity,
      from,
      message,
      file: source.name,
      line: start.line,
      column: start.column,
      helper: null,
    },
  };
}

/** What went wrong outside the kernel. */
function complain(message: string): Output {
  const text = Buffer.from(`ERROR: ${message}\n`);
  return {
    text: toByteText(text),
    event: {
      kind: 'message',
      severity: 'error',
      from: 'agent',
      message: text,
      file: '',
      line: 0,
      column: 0,
      helper: null,
    },
  };
}
