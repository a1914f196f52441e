/**
 * What all parsing functions share: the position, one error at a time, and the bounds on depth.
 *
 * After an error everything further is suppressed until the parser is back at a known place (`recover`), so that one
 * mistake gives one message.
 */
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { reporter, type Details, type Reporter } from '../diagnostics/report.ts';
import type { MacroTable } from '../preamble/preamble.ts';
import { isNowhere, nowhere, type Source, type Span } from '../source/source.ts';
import type { Block, Expression, Name } from './ast.ts';
import { lex, lexAttachPoint } from './lexer.ts';
import type { Token } from './token.ts';

/** Blocks within blocks, parentheses within parentheses. */
const maxNesting = 520;
/** Height of an expression tree: also `a + a + a + …`. Later phases recurse over trees and rely on this. */
const maxHeight = 400;

/** Where the script begins behind its C, and the macros of that. */
export interface Start {
  readonly end: number;
  readonly macros: MacroTable | null;
}

export type ParseBlock = (parser: Parser, context: string) => Block;

export class Parser {
  readonly source: Source;
  /** Handed down so that expressions, in which blocks can stand, need not import the parsing of statements in a circle. */
  readonly parseBlock: ParseBlock;
  readonly report: Reporter = reporter();
  /** Between the slashes of a predicate, where `/` followed by `{` ends the expression. */
  inPredicate = false;
  #ahead: Token[] = [];
  #offset = 0;
  /** Text of the token before the next that is lexed. */
  #before = '';
  readonly #macros: MacroTable | null;
  #end = 0;
  #lost = false;
  #nesting = 0;
  readonly #heights = new WeakMap<Expression, number>();
  /** Of the expression trees since the innermost block that is a value began. */
  #highest = 0;

  constructor(source: Source, parseBlock: ParseBlock, { end, macros }: Start) {
    this.source = source;
    this.parseBlock = parseBlock;
    this.#offset = end;
    this.#macros = macros;
  }

  /** The token `distance` tokens on, without taking it. */
  peek(distance = 0): Token {
    for (;;) {
      const token = this.#ahead[distance];
      if (token !== undefined) return token;
      const next = lex(this.source.text, this.#offset);
      this.#offset = next.end;
      this.#ahead.push(...this.#expanded(next));
    }
  }

  /** The token, or in its place those of the macro that it names. Names of fields and functions are no macros. */
  #expanded(token: Token): readonly Token[] {
    const before = this.#before;
    this.#before = token.text;
    if (token.kind !== 'identifier' || this.#macros === null || before === '.' || before === '->') return [token];
    if (/^\s*\(/.test(this.source.text.slice(token.end, token.end + 20))) return [token];
    const text = this.#macros.textOf(token.text);
    return text === null ? [token] : tokensOf(text, token);
  }

  take(): Token {
    const token = this.peek();
    this.#ahead.shift();
    this.#end = token.end;
    if (token.fault === 'unterminated-comment')
      this.error('unterminated-comment', token, 'this comment is never closed', { hint: 'end it with `*/`' });
    return token;
  }

  /** Takes an attach point, whose text is not made of tokens; null when there is none. */
  takeAttachPoint(): Token | null {
    const token = lexAttachPoint(this.source.text, this.peek().start);
    if (token === null || this.peek().kind === 'eof') return null;
    this.#ahead = [];
    this.#offset = token.end;
    this.#end = token.end;
    return token;
  }

  /** End of the last token taken: where a node that ends here ends. */
  get end(): number {
    return this.#end;
  }

  get lost(): boolean {
    return this.#lost;
  }

  at(text: string, distance = 0): boolean {
    const token = this.peek(distance);
    return token.text === text && (token.kind === 'punctuator' || token.kind === 'identifier');
  }

  /** Takes the punctuator or keyword when it is next. */
  accept(text: string): boolean {
    if (!this.at(text)) return false;
    this.take();
    return true;
  }

  /** Takes the punctuator, or reports that it is missing and takes nothing. */
  expect(text: string, context: string, details: Details = {}): boolean {
    if (this.accept(text)) return true;
    this.unexpected(`expected \`${text}\` ${context}`, details);
    return false;
  }

  name(): Name {
    const token = this.take();
    return { text: token.text, span: { start: token.start, end: token.end } };
  }

  spanFrom(start: number): Span {
    return { start, end: Math.max(start, this.#end) };
  }

  error(code: DiagnosticCode, span: Span, message: string, details: Details = {}): void {
    if (!this.#lost)
      this.report.error(code, isNowhere(span) ? nowhere : { start: span.start, end: span.end }, message, details);
  }

  /** Reports the next token as out of place; nothing more is reported until `recover`. */
  unexpected(expectation: string, details: Details = {}): void {
    const token = this.peek();
    if (token.fault !== null) this.#faultyToken(token);
    else if (token.kind === 'eof')
      this.error('unexpected-end', behindLast(this.source), `the script ends too early: ${expectation}`, details);
    else this.error('unexpected-token', token, `unexpected \`${shorten(token.text)}\`: ${expectation}`, details);
    this.#lost = true;
  }

  /** Reports a construct of bpftrace that bpfleet does not have yet; parsing goes on. */
  unsupported(span: Span, construct: string, details: Details = {}): void {
    this.error('not-supported', span, `${construct} not supported yet`, details);
  }

  /** The parser is at a known place again. */
  recover(): void {
    this.#lost = false;
  }

  /** Stop reporting until `recover`, the mistake having been told. */
  lose(): void {
    this.#lost = true;
  }

  /** Runs `body` one level deeper, or gives `tooDeep` when that is too deep. */
  nested<T>(body: () => T, tooDeep: (span: Span) => T): T {
    if (this.#nesting >= maxNesting) return tooDeep(this.#tooDeep(this.peek()));
    this.#nesting += 1;
    try {
      return body();
    } finally {
      this.#nesting -= 1;
    }
  }

  /** Gives a new node back, or an error node when the tree below it is too high. */
  grown(node: Expression, children: readonly Expression[]): Expression {
    let height = 1;
    for (const child of children) height = Math.max(height, 1 + this.#heightOf(child));
    return this.#measured(node, height);
  }

  /** As grown, for `a ?: b`: counts what is evaluated twice as twice as high, so that nesting it cannot explode. */
  doubled(node: Expression, twice: Expression, once: Expression): Expression {
    return this.#measured(node, 1 + Math.max(2 * this.#heightOf(twice), this.#heightOf(once)));
  }

  /** An expression with statements in it: higher than every tree in those. */
  enclosing(parse: () => Expression): Expression {
    const outer = this.#highest;
    this.#highest = 0;
    const node = this.#measured(parse(), 1 + this.#highest);
    this.#highest = Math.max(outer, this.#highest);
    return node;
  }

  #heightOf(node: Expression): number {
    return this.#heights.get(node) ?? 1;
  }

  #measured(node: Expression, height: number): Expression {
    if (height > maxHeight) return { kind: 'error', span: this.#tooDeep(node.span) };
    this.#heights.set(node, height);
    this.#highest = Math.max(this.#highest, height);
    return node;
  }

  #tooDeep(span: Span): Span {
    const place = { start: span.start, end: span.end };
    this.error(
      'nested-too-deeply',
      place,
      `nested more than ${maxNesting} levels deep, or more than ${maxHeight} operators in a row`,
      {
        hint: 'use a $variable for a part of it',
      },
    );
    this.#lost = true;
    return place;
  }

  #faultyToken(token: Token): void {
    switch (token.fault) {
      case 'unterminated-string':
        return this.error('unterminated-string', token, 'this string is never closed', {
          hint: 'strings end with `"` on the same line',
        });
      case 'unterminated-comment':
        return this.error('unterminated-comment', token, 'this comment is never closed', { hint: 'end it with `*/`' });
      case 'missing-name':
        return this.error('unexpected-token', token, '`$` without a name', { hint: 'variables are written `$name`' });
      case 'unknown-character':
      case null:
        return this.error('unknown-character', token, `\`${shorten(token.text)}\` has no meaning here`, {
          hint: /^['\u2018\u2019\u201c\u201d]/u.test(token.text) ? 'strings stand between `"`' : null,
        });
    }
  }
}

/** A macro's text as one operand: its tokens in parentheses, all where the macro is used. */
function tokensOf(text: string, { start, end }: Token): readonly Token[] {
  const tokens: Token[] = [];
  for (let token = lex(text, 0); token.kind !== 'eof'; token = lex(text, token.end)) tokens.push(token);
  const placed = tokens.map((token) => ({ ...token, start, end }));
  const parenthesis = (paren: string): Token => ({ kind: 'punctuator', start, end, text: paren, fault: null });
  return placed.length === 1 ? placed : [parenthesis('('), ...placed, parenthesis(')')];
}

const shorten = (text: string): string => (text.length <= 40 ? text : `${text.slice(0, 37)}...`);

function behindLast(source: Source): Span {
  const end = source.text.trimEnd().length;
  return { start: end, end };
}
