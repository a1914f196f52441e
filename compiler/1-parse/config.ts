/**
 * `config = { key = value; … }`.
 *
 * Needs: a parser at the word `config`. Gives: the entries, not yet understood. Reports: syntax.
 */
import type { ConfigEntry, ConfigValue } from './ast.ts';
import type { Parser } from './parser.ts';
import { parseIntegerLiteral } from '../source/integer.ts';
import { skipBlock } from './statement.ts';
import { decodeString } from './string-literal.ts';

export function parseConfig(parser: Parser): ConfigEntry[] {
  parser.take();
  if (!parser.expect('=', 'and the settings in braces', { hint: 'write config = { max_map_keys = 10000; }' })) {
    if (parser.accept('{')) skipBlock(parser);
    return [];
  }
  if (!parser.expect('{', 'to begin the settings', { hint: 'write config = { max_map_keys = 10000; }' })) return [];
  const entries: ConfigEntry[] = [];
  for (;;) {
    if (parser.at('}') || parser.peek().kind === 'eof') break;
    const entry = parseEntry(parser);
    if (entry !== null) entries.push(entry);
    if (!parser.lost && !parser.at(';') && !parser.at('}')) parser.unexpected('expected `;` after the setting');
    if (parser.lost) {
      skipBlock(parser);
      return entries;
    }
    while (parser.accept(';'));
  }
  parser.expect('}', 'to end the settings');
  return entries;
}

function parseEntry(parser: Parser): ConfigEntry | null {
  const { kind, start } = parser.peek();
  if (kind !== 'identifier') {
    parser.unexpected('expected the name of a setting');
    return null;
  }
  const key = parser.name();
  if (!parser.expect('=', `and the value of ${key.text}`)) return null;
  const value = parseValue(parser);
  return value === null ? null : { key, value, span: parser.spanFrom(start) };
}

function parseValue(parser: Parser): ConfigValue | null {
  const token = parser.peek();
  if (token.fault === null && token.kind === 'integer') {
    parser.take();
    const literal = parseIntegerLiteral(token.text);
    if (literal.ok) return { kind: 'integer', value: literal.value };
    parser.error('bad-integer', token, literal.fault);
    return null;
  }
  if (token.fault === null && token.kind === 'string') {
    parser.take();
    return { kind: 'text', value: new TextDecoder().decode(decodeString(token.text).bytes) };
  }
  if (token.kind === 'identifier') return { kind: 'text', value: parser.name().text };
  parser.unexpected('expected a number, a word or a string');
  return null;
}
