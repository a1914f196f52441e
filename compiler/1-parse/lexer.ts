/**
 * Needs: any string and an offset in it. Gives: the token there, white space and comments skipped.
 * Reports: nothing; a token carries its own fault. Each call advances, and the end of the text is a token.
 */
import type { Token, TokenFault, TokenKind } from './token.ts';

/** Longest first within each first character. */
const punctuator =
  /<<=|>>=|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|==|!=|<=|>=|&&|\|\||->|\.\.|[{}()[\];,:?.+\-*/%&|^~!<>=#]/y;
const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;
const variable = /\$(?:[A-Za-z_][A-Za-z0-9_]*)?/y;
const parameter = /\$(?:[0-9]+|#)/y;
const map = /@(?:[A-Za-z_][A-Za-z0-9_]*)?/y;
const integer = /[0-9][0-9A-Za-z_]*/y;
/** Up to the closing quote, or to the end of the line when there is none. */
const string = /"(?:[^"\\\n]|\\[^\n])*"?/y;
const unknown = /[^\s\x21-\x7e]+|[^]/y;
const attachPoint = /(?:"[^"\n]*"?|[^\s{,"])+/y;
const attachPointHead = /[^\s{,"/:]*/y;

/** The token at or after `offset`. */
export function lex(text: string, offset: number): Token {
  const { start, fault } = skipTrivia(text, offset);
  if (fault !== null || start >= text.length)
    return { kind: 'eof', start, end: text.length, text: text.slice(start), fault };
  for (const [kind, pattern] of patterns) {
    const match = matchAt(pattern, text, start);
    if (match !== null) return { kind, start, end: start + match.length, text: match, fault: faultOf(kind, match) };
  }
  return lexUnknown(text, start);
}

/**
 * The attach point at `start`: everything up to white space, `{` or `,`; quotes protect those, and a `/` before the
 * first `:` begins the predicate. Null when there is none.
 */
export function lexAttachPoint(text: string, start: number): Token | null {
  const head = matchAt(attachPointHead, text, start) ?? '';
  const whole = text[start + head.length] === '/' ? head : (matchAt(attachPoint, text, start) ?? '');
  if (whole === '') return null;
  const unterminated = (whole.split('"').length - 1) % 2 === 1;
  return {
    kind: 'unknown',
    start,
    end: start + whole.length,
    text: whole,
    fault: unterminated ? 'unterminated-string' : null,
  };
}

const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['identifier', identifier],
  ['integer', integer],
  ['parameter', parameter],
  ['variable', variable],
  ['map', map],
  ['string', string],
  ['punctuator', punctuator],
];

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function faultOf(kind: TokenKind, text: string): TokenFault | null {
  if (kind === 'variable' && text === '$') return 'missing-name';
  if (kind === 'string' && (text.length < 2 || !closesString(text))) return 'unterminated-string';
  return null;
}

/** Whether the last quote is not an escaped one. */
function closesString(text: string): boolean {
  if (!text.endsWith('"')) return false;
  const backslashes = /\\*$/.exec(text.slice(0, -1))?.[0].length ?? 0;
  return backslashes % 2 === 0;
}

function lexUnknown(text: string, start: number): Token {
  const match = matchAt(unknown, text, start) ?? text.slice(start, start + 1);
  return { kind: 'unknown', start, end: start + match.length, text: match, fault: 'unknown-character' };
}

function skipTrivia(text: string, offset: number): { readonly start: number; readonly fault: TokenFault | null } {
  let at = offset;
  if (at === 0 && text.startsWith('#!')) at = endOfLine(text, 0);
  for (;;) {
    const blank = /\s*/y;
    at += (matchAt(blank, text, at) ?? '').length;
    if (text.startsWith('//', at)) at = endOfLine(text, at);
    else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      if (end === -1) return { start: at, fault: 'unterminated-comment' };
      at = end + 2;
    } else return { start: at, fault: null };
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
