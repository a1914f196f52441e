/** A position in preprocessed C, with one error at a time: after one, the rest of the declaration is passed over. */
import type { Details, Reporter } from '../diagnostics/report.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Span } from '../source/source.ts';
import type { PreprocessedToken } from './preprocess.ts';

export class Reader {
  readonly report: Reporter;
  readonly #tokens: readonly PreprocessedToken[];
  readonly #end: Span;
  #at = 0;
  #lost = false;

  constructor(tokens: readonly PreprocessedToken[], end: Span, report: Reporter) {
    this.#tokens = tokens;
    this.#end = end;
    this.report = report;
  }

  peek(distance = 0): PreprocessedToken | null {
    return this.#tokens[this.#at + distance] ?? null;
  }

  take(): PreprocessedToken | null {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  at(text: string, distance = 0): boolean {
    return this.peek(distance)?.text === text;
  }

  accept(text: string): boolean {
    if (!this.at(text)) return false;
    this.#at += 1;
    return true;
  }

  expect(text: string, where: string): boolean {
    if (this.accept(text)) return true;
    this.unexpected(`expected \`${text}\` ${where}`);
    return false;
  }

  name(): string | null {
    return this.peek()?.kind === 'identifier' ? (this.take()?.text ?? null) : null;
  }

  get span(): Span {
    return this.peek()?.span ?? this.#end;
  }

  get lost(): boolean {
    return this.#lost;
  }

  get isForeign(): boolean {
    return this.peek()?.isForeign ?? false;
  }

  unexpected(expectation: string): void {
    const token = this.peek();
    this.error(
      'c-syntax',
      this.span,
      token === null
        ? `the C definitions end too early: ${expectation}`
        : `unexpected \`${token.text}\`: ${expectation}`,
    );
  }

  /** Nothing more is said until `recover`, and nothing at all of headers. */
  error(code: DiagnosticCode, span: Span, message: string, details: Details = {}): void {
    if (!this.#lost && !this.isForeign) this.report.error(code, span, message, details);
    this.#lost = true;
  }

  /** Behind the declaration that begins at `from`: its semicolon, or the brace that a body ends with. */
  skipDeclaration(from: number): void {
    this.#lost = false;
    this.#at = from;
    let depth = 0;
    for (let token = this.take(); token !== null; token = this.take()) {
      if (token.text === '{' || token.text === '(' || token.text === '[') depth += 1;
      if (token.text === '}' || token.text === ')' || token.text === ']') depth -= 1;
      if (depth <= 0 && (token.text === ';' || (token.text === '}' && !this.#endsSoon()))) return;
    }
  }

  /** Whether a semicolon comes before anything that could begin a declaration. */
  #endsSoon(): boolean {
    const [next, second] = [this.peek(), this.peek(1)];
    return next?.text === ';' || next?.text === '*' || next?.text.startsWith('__') === true || second?.text === ';';
  }

  get position(): number {
    return this.#at;
  }

  seek(position: number): void {
    this.#at = position;
  }

  /** Takes a balanced group; `open` is next. */
  group(): readonly PreprocessedToken[] {
    const start = this.#at + 1;
    let depth = 0;
    for (let token = this.take(); token !== null; token = this.take()) {
      if (token.text === '(' || token.text === '[' || token.text === '{') depth += 1;
      if (token.text === ')' || token.text === ']' || token.text === '}') depth -= 1;
      if (depth === 0) return this.#tokens.slice(start, this.#at - 1);
    }
    return this.#tokens.slice(start);
  }

  /** Takes tokens up to one of the texts outside of brackets. */
  until(...stops: readonly string[]): readonly PreprocessedToken[] {
    const start = this.#at;
    let depth = 0;
    for (let token = this.peek(); token !== null; token = this.peek()) {
      if (depth === 0 && stops.includes(token.text)) break;
      if (token.text === '(' || token.text === '[') depth += 1;
      if (token.text === ')' || token.text === ']') depth -= 1;
      this.#at += 1;
    }
    return this.#tokens.slice(start, this.#at);
  }
}
