/**
 * Types as written: in casts, and after `let $x :`.
 *
 * Needs: a parser at a type. Gives: its name and shape; whether there is such a type is asked in 3-check.
 * Reports: syntax.
 */
import { parseIntegerLiteral } from '../source/integer.ts';
import type { Expression, TypeName, TypeSuffix } from './ast.ts';
import type { Parser } from './parser.ts';
import type { Token } from './token.ts';

type ParseExpression = (parser: Parser) => Expression;

const tags: ReadonlySet<string> = new Set(['struct', 'union', 'enum']);
const scalarTypes = /^(?:u?int(?:8|16|32|64)|bool|void|string|buffer|inet|char|[a-z_]+_t)$/;

export function parseTypeName(parser: Parser, parseExpression: ParseExpression): TypeName {
  const { start } = parser.peek();
  const of = parser.at('typeof') ? parseTypeOf(parser, parseExpression) : null;
  let name = of === null ? typeWord(parser) : '';
  if (tags.has(name) && parser.peek().kind === 'identifier') name += ` ${typeWord(parser)}`;
  const suffixes: TypeSuffix[] = [];
  for (;;) {
    if (parser.accept('*')) suffixes.push({ kind: 'pointer' });
    else if (parser.accept('[')) suffixes.push({ kind: 'array', length: parseArrayLength(parser) });
    else return { span: parser.spanFrom(start), name, suffixes, of };
  }
}

/** `typeof(uint8)`, `typeof($x + 1)`. */
function parseTypeOf(parser: Parser, parseExpression: ParseExpression): TypeName | Expression {
  parser.take();
  const isType = castAhead(parser);
  parser.expect('(', 'and the value or type that is meant');
  const of = isType ? parseTypeName(parser, parseExpression) : parseExpression(parser);
  parser.expect(')', 'to end typeof()');
  return of;
}

function typeWord(parser: Parser): string {
  if (parser.peek().kind === 'identifier') return parser.take().text;
  parser.unexpected('expected a type, such as `uint64`');
  return '';
}

function parseArrayLength(parser: Parser): bigint | null {
  if (parser.accept(']')) return null;
  const token = parser.peek();
  const literal = token.kind === 'integer' ? parseIntegerLiteral(parser.take().text) : null;
  if (literal === null) parser.unexpected('expected the number of elements');
  else if (!literal.ok) parser.error('bad-integer', token, literal.fault);
  parser.expect(']', 'after the number of elements');
  return literal !== null && literal.ok ? literal.value : 0n;
}

/**
 * Whether the parenthesis that comes begins a cast: `(uint64)x`, `(struct x *)p`. A word that is no type we know of
 * is a cast only when what follows could not continue an expression: `(foo)$x` but not `(pid) - 1`.
 */
export function castAhead(parser: Parser): boolean {
  const word = parser.peek(1);
  if (word.kind !== 'identifier') return false;
  if (tags.has(word.text) || word.text === 'typeof') return true;
  let at = 2;
  let decorated = false;
  while (parser.at('*', at) || parser.at('[', at)) {
    if (parser.at('[', at) && parser.peek(at + 1).kind === 'integer') at += 1;
    if (parser.at('[', at) || parser.peek(at).kind === 'integer') at += 1;
    at += 1;
    decorated = true;
  }
  if (!parser.at(')', at)) return false;
  return decorated || scalarTypes.test(word.text) || startsOperand(parser.peek(at + 1));
}

function startsOperand(token: Token): boolean {
  if (token.kind === 'punctuator') return token.text === '(';
  return (
    token.kind === 'integer' ||
    token.kind === 'string' ||
    token.kind === 'variable' ||
    token.kind === 'map' ||
    token.kind === 'identifier'
  );
}
