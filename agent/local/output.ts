/**
 * The two forms of a script's output (inventory §3): as bpftrace prints it, and one JSON object a line.
 * Pure: each function gives bytes or text; nothing for what has no form.
 */
import {
  type ByteText,
  isScale,
  type MapSchema,
  rawText,
  renderAttachedJson,
  renderLostEventsJson,
  renderMap,
  renderMapJson,
  renderMessageJson,
  renderTextJson,
  renderValuesJson,
  type Row,
  type Table,
  tableOf,
  zeroDatum,
} from '@bpfleet/results';
import type { OutputEvent, SessionRound } from '../sessions/session.ts';

export interface OutputFormat {
  attached(probes: number): { readonly toOutput: ByteText; readonly toMessages: string };
  /** `text` and `toOutput` have one char per byte. */
  output(text: ByteText, event: OutputEvent): { readonly toOutput: ByteText; readonly toMessages: string };
  round(round: SessionRound): Uint8Array | string;
  /** Every map at the script's end. */
  finalMaps(tables: readonly Table[]): Uint8Array | string;
  lost(events: bigint): { readonly toOutput: ByteText; readonly toMessages: string };
}

export const textFormat: OutputFormat = {
  attached: (probes) => ({ toOutput: '', toMessages: `Attached ${probes} probe${probes === 1 ? '' : 's'}\n` }),
  output: textOutput,
  round: ({ rows, top, div }) => renderMap(shown(rows), { ...rawText, top, div }),
  finalMaps: (tables) =>
    Buffer.concat([Buffer.from('\n\n'), ...byName(tables).map((table) => renderMap(table, rawText))]),
  lost: (events) => ({ toOutput: '', toMessages: `Lost ${events} event${events === 1n ? '' : 's'}\n` }),
};

export const jsonFormat: OutputFormat = {
  attached: (probes) => ({ toOutput: renderAttachedJson(probes), toMessages: '' }),
  output: jsonOutput,
  round: ({ rows, top, div }) => renderMapJson(shown(rows), { ...rawText, top, div }),
  finalMaps: (tables) =>
    byName(tables)
      .map((table) => renderMapJson(table, rawText))
      .join(''),
  lost: (events) => ({ toOutput: renderLostEventsJson(events), toMessages: '' }),
};

function textOutput(text: ByteText, event: OutputEvent): ReturnType<OutputFormat['output']> {
  if (event.kind === 'message') return { toOutput: '', toMessages: fromByteText(text).toString() };
  // bpftrace ends what a command has printed with a line of its own.
  return { toOutput: event.kind === 'syscall' ? `${text}\n` : text, toMessages: '' };
}

function jsonOutput(text: ByteText, event: OutputEvent): ReturnType<OutputFormat['output']> {
  switch (event.kind) {
    case 'value':
      return { toOutput: toByteText(renderValuesJson(event.types, event.values)), toMessages: '' };
    // The newline of join() is one of text alone.
    case 'join':
      return jsonOfText(event.kind, text.slice(0, -1));
    case 'printf':
    case 'time':
    case 'cat':
    case 'syscall':
      return jsonOfText(event.kind, text);
    case 'message': {
      const { from, message, line, column, helper } = event;
      if (from === 'agent') return { toOutput: '', toMessages: fromByteText(text).toString() };
      return {
        toOutput: toByteText(renderMessageJson(from, message, event.file, line, column, helper)),
        toMessages: '',
      };
    }
  }
}

function jsonOfText(kind: string, text: ByteText): ReturnType<OutputFormat['output']> {
  return { toOutput: toByteText(renderTextJson(kind, fromByteText(text))), toMessages: '' };
}

function fromByteText(text: ByteText): Buffer {
  return Buffer.from(text, 'latin1');
}

function toByteText(text: string): ByteText {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function byName(tables: readonly Table[]): readonly Table[] {
  return tables.toSorted((a, b) => Buffer.compare(Buffer.from(a.schema.name), Buffer.from(b.schema.name)));
}

/** print(@scalar) shows a zero for what was never written (O5.06), a histogram nothing; at the end no such map is printed. */
function shown(table: Table): Table {
  const { schema } = table;
  if (schema.keys.length > 0 || isScale(schema.value) || table.rows.size > 0) return table;
  return tableOf(schema, [zeroRow(schema)]);
}

function zeroRow({ value }: MapSchema): Row {
  if (value.kind === 'scalar' && value.merge === 'perNode') {
    return { key: [], value: { kind: 'datum', value: zeroDatum(value.type) } };
  }
  if (value.kind === 'avg' || value.kind === 'stats')
    return { key: [], value: { kind: 'stats', count: 0n, total: 0n, saturated: false } };
  return { key: [], value: { kind: 'number', value: 0n, saturated: false } };
}
