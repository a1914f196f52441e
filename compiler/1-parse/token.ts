import type { Span } from '../source/source.ts';

export type TokenKind =
  | 'identifier'
  /** `$name` */
  | 'variable'
  /** `$1`, `$#` */
  | 'parameter'
  /** `@name`, `@` */
  | 'map'
  | 'integer'
  | 'string'
  | 'punctuator'
  /** Characters that belong to no token; always faulty. */
  | 'unknown'
  | 'eof';

/** A piece of the text. The lexer never fails: what is wrong with a token is told by its fault. */
export interface Token extends Span {
  readonly kind: TokenKind;
  /** Exactly as written. */
  readonly text: string;
  readonly fault: TokenFault | null;
}

export type TokenFault = 'unterminated-string' | 'unterminated-comment' | 'unknown-character' | 'missing-name';
