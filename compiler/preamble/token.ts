/**
 * C as tokens.
 *
 * Needs: any text. Gives: its tokens with their places, comments and white space left out; each says whether it is the first of
 * its line, for directives. Reports: nothing; what is no token is a token of kind `other`.
 */
import type { Span } from '../source/source.ts';

export interface CToken {
  readonly kind: 'identifier' | 'number' | 'string' | 'character' | 'punctuator' | 'other';
  readonly text: string;
  /** In the script; all of a header is where the script includes it. */
  readonly span: Span;
  readonly isFirst: boolean;
  /** Whether it follows the one before without white space. */
  readonly isGlued: boolean;
}

const patterns: readonly (readonly [CToken['kind'], RegExp])[] = [
  ['identifier', /[A-Za-z_$][A-Za-z0-9_$]*/y],
  ['number', /\.?[0-9](?:[eEpP][+-]|[A-Za-z0-9_.])*/y],
  ['string', /"(?:[^"\\\n]|\\[^])*"?/y],
  ['character', /'(?:[^'\\\n]|\\[^])*'?/y],
  ['punctuator', /\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||##|[-+*/%&|^~!<>=?:;,.(){}[\]#]/y],
];
const trivia = /(?:[^\S\n]|\\\r?\n|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
const newlines = /\n\s*/y;

/** `place`: where all tokens of a header count as being; null for the script's own. */
export function lexC(text: string, start: number, end: number, place: Span | null = null): CToken[] {
  const tokens: CToken[] = [];
  let at = start === 0 && text.startsWith('#!') ? lineEnd(text, 0) : start;
  let isFirst = true;
  let isGlued = false;
  while (at < end) {
    const blank = match(trivia, text, at);
    const line = match(newlines, text, at + blank);
    if (blank + line > 0) {
      at += blank + line;
      isFirst ||= line > 0;
      isGlued = false;
      continue;
    }
    const token = tokenAt(text, at, end);
    const span = place ?? { start: at, end: at + token.text.length };
    tokens.push({ ...token, span, isFirst, isGlued });
    at += token.text.length;
    isFirst = false;
    isGlued = true;
  }
  return tokens;
}

function tokenAt(text: string, at: number, end: number): Pick<CToken, 'kind' | 'text'> {
  for (const [kind, pattern] of patterns) {
    const length = match(pattern, text, at);
    if (length > 0) return { kind, text: text.slice(at, Math.min(at + length, end)) };
  }
  return { kind: 'other', text: text.slice(at, at + 1) };
}

/** The length of the match; 0 for none. */
function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
