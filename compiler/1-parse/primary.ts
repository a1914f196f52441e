/**
 * The operands of expressions, and what may follow them: calls, keys, members, `++` and `--`.
 *
 * Needs: a parser at an operand. Gives: the operand with everything that follows it. Reports: syntax.
 */
import { parseIntegerLiteral } from '../source/integer.ts';
import type { Span } from '../source/source.ts';
import type { Expression, Name } from './ast.ts';
import type { Parser } from './parser.ts';
import { decodeString } from './string-literal.ts';
import type { Token } from './token.ts';

type ParseExpression = (parser: Parser) => Expression;

/** Words that begin expressions of bpftrace which are not in this version. */
const unsupportedWords: ReadonlyMap<string, string> = new Map([
  ['sizeof', '`sizeof` is'],
  ['offsetof', '`offsetof` is'],
  ['typeof', '`typeof` is'],
  ['typeinfo', '`typeinfo` is'],
  ['comptime', '`comptime` is'],
]);

export function parsePrimary(parser: Parser, parseExpression: ParseExpression): Expression {
  let operand = parseOperand(parser, parseExpression);
  for (;;) {
    if (parser.lost) return operand;
    const next = parsePostfix(parser, operand, parseExpression);
    if (next === null) return operand;
    operand = next;
  }
}

function parseOperand(parser: Parser, parseExpression: ParseExpression): Expression {
  const token = parser.peek();
  if (token.fault !== null) return missingOperand(parser);
  switch (token.kind) {
    case 'integer':
      return parseInteger(parser);
    case 'string':
      return parseString(parser);
    case 'variable':
      return { kind: 'variable', span: spanOf(parser.take()), name: token.text };
    case 'map':
      return parseMap(parser, parseExpression);
    case 'identifier':
      return parseWord(parser, parseExpression);
    case 'parameter':
      parser.unsupported(token, `Positional parameters (\`${token.text}\`) are`);
      return { kind: 'error', span: spanOf(parser.take()) };
    case 'punctuator':
      return parser.at('(') ? parseParenthesis(parser, parseExpression) : missingOperand(parser);
    case 'unknown':
    case 'eof':
      return missingOperand(parser);
  }
}

function missingOperand(parser: Parser): Expression {
  if (parser.at('{')) {
    parser.unsupported(parser.peek(), 'A block as a value is');
    parser.lose();
  } else parser.unexpected('expected an expression');
  return { kind: 'error', span: { start: parser.end, end: parser.end } };
}

function parseInteger(parser: Parser): Expression {
  const token = parser.take();
  const literal = parseIntegerLiteral(token.text);
  if (literal.ok) return { kind: 'integer', span: spanOf(token), value: literal.value };
  parser.error('bad-integer', token, literal.fault);
  return { kind: 'error', span: spanOf(token) };
}

function parseString(parser: Parser): Expression {
  const token = parser.take();
  const { bytes, faults } = decodeString(token.text);
  for (const fault of faults)
    parser.error('bad-escape', { start: token.start + fault.start, end: token.start + fault.end }, fault.message);
  return { kind: 'string', span: spanOf(token), bytes };
}

function parseWord(parser: Parser, parseExpression: ParseExpression): Expression {
  const token = parser.peek();
  const unsupported = unsupportedWords.get(token.text);
  if (unsupported !== undefined || token.text === 'if') {
    parser.unsupported(token, unsupported ?? '`if` as a value is');
    parser.lose();
    return { kind: 'error', span: spanOf(parser.take()) };
  }
  const name = parser.name();
  if (name.text === 'true' || name.text === 'false')
    return { kind: 'boolean', span: name.span, value: name.text === 'true' };
  if (!parser.at('(')) return { kind: 'identifier', span: name.span, name: name.text };
  return parseCall(parser, name, parseExpression);
}

function parseCall(parser: Parser, callee: Name, parseExpression: ParseExpression): Expression {
  parser.take();
  const args = parseList(parser, ')', parseExpression);
  parser.expect(')', `to end the arguments of ${callee.text}()`);
  return parser.grown({ kind: 'call', span: parser.spanFrom(callee.span.start), callee, args }, args);
}

function parseMap(parser: Parser, parseExpression: ParseExpression): Expression {
  const token = parser.take();
  if (!parser.accept('['))
    return { kind: 'map', span: spanOf(token), name: token.text, nameSpan: spanOf(token), key: null };
  const key = parseList(parser, ']', parseExpression);
  if (key.length === 0 && !parser.lost)
    parser.error('unexpected-token', parser.peek(), `${token.text}[] needs a key`, {
      hint: `a map without a key is written ${token.text}`,
    });
  parser.expect(']', `to end the key of ${token.text}`);
  return parser.grown(
    { kind: 'map', span: parser.spanFrom(token.start), name: token.text, nameSpan: spanOf(token), key },
    key,
  );
}

/** Expressions between commas up to `close`, which is not taken. */
function parseList(parser: Parser, close: string, parseExpression: ParseExpression): Expression[] {
  const list: Expression[] = [];
  while (!parser.at(close) && !parser.lost) {
    list.push(parseExpression(parser));
    if (!parser.accept(',')) break;
  }
  return list;
}

function parseParenthesis(parser: Parser, parseExpression: ParseExpression): Expression {
  const { start } = parser.take();
  if (parser.at(')') || (parser.peek().kind === 'identifier' && parser.at('=', 1)))
    return unsupportedGroup(parser, start);
  const inner = parseExpression(parser);
  if (parser.at(',')) return unsupportedGroup(parser, start);
  parser.expect(')', 'to close the parenthesis');
  return parser.widened(inner, parser.spanFrom(start));
}

/** A tuple `(a, b)` or record `(x = 1)`: told, and skipped up to its closing parenthesis. */
function unsupportedGroup(parser: Parser, start: number): Expression {
  const record = parser.at('=', 1);
  parser.unsupported({ start, end: parser.end }, record ? 'Records are' : 'Tuples are', {
    hint: record ? 'a comparison is written `==`' : null,
  });
  for (let open = 1; open > 0 && !parser.at(';') && !parser.at('}') && parser.peek().kind !== 'eof'; ) {
    if (parser.at('(')) open += 1;
    if (parser.at(')')) open -= 1;
    parser.take();
  }
  return { kind: 'error', span: parser.spanFrom(start) };
}

/** The operand with the one postfix that follows it; null when none does. */
function parsePostfix(parser: Parser, operand: Expression, parseExpression: ParseExpression): Expression | null {
  const token = parser.peek();
  if (token.kind !== 'punctuator') return null;
  switch (token.text) {
    case '.':
    case '->':
      return parseMember(parser, operand);
    case '[':
      parser.unsupported(token, 'Indexing with `[…]` is');
      parser.take();
      parseExpression(parser);
      parser.expect(']', 'to end the index');
      return { kind: 'error', span: parser.spanFrom(operand.span.start) };
    case '++':
    case '--':
      return parsePostfixIncrement(parser, operand, token.text);
    default:
      return null;
  }
}

function parseMember(parser: Parser, object: Expression): Expression | null {
  parser.take();
  const token = parser.peek();
  if (token.kind === 'identifier') {
    const member = parser.name();
    return parser.grown({ kind: 'member', span: parser.spanFrom(object.span.start), object, member }, [object]);
  }
  if (token.kind === 'integer') {
    parser.unsupported(token, 'Tuples are');
    parser.take();
  } else parser.unexpected('expected the name of a field');
  return { kind: 'error', span: parser.spanFrom(object.span.start) };
}

function parsePostfixIncrement(parser: Parser, target: Expression, operator: '++' | '--'): Expression | null {
  parser.take();
  const span = parser.spanFrom(target.span.start);
  if (target.kind === 'variable' || target.kind === 'map') {
    return parser.grown({ kind: 'increment', span, operator, prefix: false, target }, [target]);
  }
  if (target.kind !== 'error')
    parser.error('not-assignable', target.span, `\`${operator}\` needs a $variable or a @map`);
  return { kind: 'error', span };
}

const spanOf = (token: Token): Span => ({ start: token.start, end: token.end });
