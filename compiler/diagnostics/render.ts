/**
 * Diagnostics as people and programs read them. Pure text: no colours, and nothing of the script reaches a terminal
 * that could command it.
 */
import { isNowhere, lineText, positionAt, type Source } from '../source/source.ts';
import type { Diagnostic, Related } from './diagnostic.ts';

/**
 * `name:line:startcol-endcol: ERROR: text`, the line, `~~~` under the span, and `HINT: …`. The end column is the one
 * behind the span; a span over several lines shows `name:line-line:` and its first line; nowhere is `ERROR: text` alone.
 */
export function renderText(source: Source, diagnostic: Diagnostic): string {
  const { severity, span, message, related } = diagnostic;
  const hint = diagnostic.hint === null ? [] : [`HINT: ${diagnostic.hint}`];
  const places = [{ span, message }, ...related].flatMap((one) => placed(source, severity, one));
  return [...places, ...hint].join('\n');
}

function placed(source: Source, severity: Diagnostic['severity'], { span, message }: Related): string[] {
  if (isNowhere(span)) return [`${severity.toUpperCase()}: ${message}`];
  const start = positionAt(source, span.start);
  const end = positionAt(source, span.end);
  const oneLine = start.line === end.line;
  const place = oneLine ? `${start.line}:${start.column}-${end.column}` : `${start.line}-${end.line}`;
  const header = `${source.name}:${place}: ${severity.toUpperCase()}: ${message}`;
  const text = lineText(source, start.line).trimEnd();
  return [header, ...underlined(text, start.column - 1, oneLine ? end.column - 1 : text.length)];
}

/** The same facts for programs: one JSON object on one line. Lines and columns as in the text form. */
export function renderJson(source: Source, diagnostic: Diagnostic): string {
  const start = positionAt(source, diagnostic.span.start);
  const end = positionAt(source, diagnostic.span.end);
  return JSON.stringify({
    type: 'diagnostic',
    severity: diagnostic.severity,
    code: diagnostic.code,
    file: source.name,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    message: diagnostic.message,
    hint: diagnostic.hint,
    related: diagnostic.related.map(({ span, message }) => ({ ...positionAt(source, span.start), message })),
    cause: diagnostic.cause,
  });
}

/** Columns shown of a line; what is longer is cut around the span. */
const maxWidth = 160;

/** The line and its underline, by cells of the terminal: tabs expanded, wide characters two, combining ones none. */
function underlined(text: string, from: number, to: number): string[] {
  const first = from > maxWidth / 2 && text.length > maxWidth ? from - maxWidth / 4 : 0;
  let line = '';
  let marks = '';
  let column = 0;
  let at = 0;
  for (const character of text) {
    const width = character === '\t' ? 8 - (column % 8) : cellWidth(character);
    const shown = character === '\t' ? ' '.repeat(width) : isControl(character) ? '\u{fffd}' : character;
    if (at >= first && column < maxWidth) {
      line += shown;
      marks += (at >= from && at < to ? '~' : ' ').repeat(width);
      column += width;
    }
    at += character.length;
  }
  const underline = marks.includes('~') ? marks.trimEnd() : `${' '.repeat(Math.min(marks.length, maxWidth))}~`;
  return [line, underline];
}

function isControl(character: string): boolean {
  return /^[\p{Cc}\u202a-\u202e\u2066-\u2069]$/u.test(character);
}

/** Terminal cells of a code point: East Asian wide and emoji take two. */
function cellWidth(character: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0;
  const wide =
    /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]$/u;
  return wide.test(character) ||
    /^\p{Emoji_Presentation}$/u.test(character) ||
    (character.codePointAt(0) ?? 0) >= 0x20000
    ? 2
    : 1;
}
