/** A script's text and where it came from. Offsets everywhere are UTF-16 indices into `text`. */
export interface Source {
  /** Shown in diagnostics: a path, or `stdin` for -e and piped text, or the TraceJob's name. */
  readonly name: string;
  readonly text: string;
}

/** Half-open range [start, end) of offsets into the source's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Of what is said about the script as a whole, or about what was given beside it. */
export const nowhere: Span = { start: -1, end: -1 };

export function isNowhere({ start }: Span): boolean {
  return start < 0;
}

/** 1-based line and column (columns count UTF-16 units); zeros for nowhere. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The position of an offset; offsets past the end give the end. O(length), for diagnostics and line tables only. */
export function positionAt(source: Source, offset: number): Position {
  if (offset < 0) return { line: 0, column: 0 };
  const end = Math.min(offset, source.text.length);
  let line = 1;
  let lineStart = 0;
  for (let at = source.text.indexOf('\n'); at !== -1 && at < end; at = source.text.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: end - lineStart + 1 };
}

/** The text of a 1-based line without its newline; '' past the end. */
export function lineText(source: Source, line: number): string {
  return source.text.split('\n')[line - 1] ?? '';
}
