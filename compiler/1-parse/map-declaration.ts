/**
 * `let @name = lruhash(100);` at the top of a script.
 *
 * Needs: a parser at `let` and a map. Gives: the declaration, its kind not yet looked up; null where it is malformed.
 * Reports: syntax.
 */
import { parseIntegerLiteral } from '../source/integer.ts';
import type { MapDeclaration } from './ast.ts';
import type { Parser } from './parser.ts';

export function parseMapDeclaration(parser: Parser): MapDeclaration | null {
  const { start } = parser.take();
  const name = parser.name();
  if (!parser.expect('=', `and the kind of ${name.text}`, { hint: `write let ${name.text} = hash(1000);` }))
    return null;
  if (parser.peek().kind !== 'identifier') {
    parser.unexpected(`expected the kind of ${name.text}`, { hint: 'write hash(1000)' });
    return null;
  }
  const kind = parser.name();
  if (!parser.expect('(', 'and the number of keys')) return null;
  const token = parser.peek();
  const literal = token.kind === 'integer' ? parseIntegerLiteral(token.text) : null;
  if (literal === null || !literal.ok) {
    parser.unexpected('expected the number of keys');
    return null;
  }
  parser.take();
  if (!parser.expect(')', 'to end the declaration')) return null;
  if (!parser.expect(';', `to end the declaration of ${name.text}`)) return null;
  return { name, kind, capacity: literal.value, span: parser.spanFrom(start) };
}
