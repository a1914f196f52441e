/**
 * How far the C at the top of a script goes.
 *
 * Needs: a script's text. Gives: the offset behind the last directive or definition before anything else. Reports: nothing; a
 * definition that is never closed goes on to the end.
 */
import { type CToken, lexC } from './token.ts';

const tags: ReadonlySet<string> = new Set(['struct', 'union', 'enum']);

export function preambleEnd(text: string): number {
  if (!/^[^\S\n]*(?:#[^!]|(?:struct|union|enum|typedef)\b)/m.test(text)) return 0;
  const tokens = lexC(text, 0, text.length);
  let at = 0;
  for (let next = itemEnd(tokens, at); next > at; next = itemEnd(tokens, at)) at = next;
  const last = tokens[at - 1];
  if (last === undefined) return 0;
  return at === tokens.length ? text.length : last.span.end;
}

/** Position behind the item that begins at `at`; `at` itself when that is no C. */
function itemEnd(tokens: readonly CToken[], at: number): number {
  const token = tokens[at];
  if (token === undefined) return at;
  if (token.text === '#' && token.isFirst) return directiveEnd(tokens, at);
  const next = tokens[at + 1]?.text ?? '';
  if (token.text === 'typedef') return definitionEnd(tokens, at, true);
  return tags.has(token.text) && /^[A-Za-z_{]/.test(next) ? definitionEnd(tokens, at, false) : at;
}

/** One line, or all up to the `#endif` of an `#if`. */
function directiveEnd(tokens: readonly CToken[], start: number): number {
  let depth = 0;
  let at = start;
  do {
    const token = tokens[at];
    if (token?.text === '#' && token.isFirst) {
      const name = tokens[at + 1]?.text ?? '';
      if (name.startsWith('if')) depth += 1;
      if (name === 'endif') depth -= 1;
    }
    at += 1;
    while (tokens[at]?.isFirst === false) at += 1;
  } while (depth > 0 && at < tokens.length);
  return at;
}

/** A typedef ends with its semicolon; other definitions may leave it out. */
function definitionEnd(tokens: readonly CToken[], start: number, isTypedef: boolean): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at += 1) {
    const text = tokens[at]?.text;
    if (text === '{' || text === '(') depth += 1;
    if (text === '}' || text === ')') depth -= 1;
    if (depth === 0 && text === ';') return at + 1;
    if (depth === 0 && text === '}' && !isTypedef && !goesOn(tokens, at + 1)) return at + 1;
  }
  return tokens.length;
}

/** Whether behind a closing brace come attributes, declared names or a semicolon: `} __attribute__((packed)) x, *y;`. */
function goesOn(tokens: readonly CToken[], at: number): boolean {
  const [first, second] = [tokens[at]?.text ?? '', tokens[at + 1]?.text ?? ''];
  if (first === ';' || first === '*' || first.startsWith('__')) return true;
  return /^[A-Za-z_]/.test(first) && /^[;,[=]$/.test(second) && tokens[at]?.isFirst === false;
}
