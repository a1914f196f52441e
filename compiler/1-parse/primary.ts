/**
 * The operands of expressions, and what may follow them: calls, keys, members, `++` and `--`.
 *
 * Needs: a parser at an operand. Gives: the operand with everything that follows it. Reports: syntax.
 */
import { parseIntegerLiteral } from '../source/integer.ts';
import type { Span } from '../source/source.ts';
import type { Expression, Field, Name } from './ast.ts';
import type { Parser } from './parser.ts';
import { decodeString } from './string-literal.ts';
import { parseBlockValue, parseIfValue } from './block-value.ts';
import type { Token } from './token.ts';
import { castAhead, parseTypeName } from './type-name.ts';

type ParseExpression = (parser: Parser) => Expression;

/** Words that begin expressions of bpftrace which are not in this version. */
const unsupportedWords: ReadonlyMap<string, string> = new Map([['typeinfo', '`typeinfo` is']]);

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
      return parseParameter(parser);
    case 'punctuator':
      if (parser.at('{')) return parseBlockValue(parser);
      return parser.at('(') ? parseParenthesis(parser, parseExpression) : missingOperand(parser);
    case 'unknown':
    case 'eof':
      return missingOperand(parser);
  }
}

function missingOperand(parser: Parser): Expression {
  parser.unexpected('expected an expression');
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
  if (token.text === 'if') return parseIfValue(parser, parseExpression);
  if (token.text === 'typeof') {
    const type = parseTypeName(parser, parseExpression);
    return { kind: 'type', span: type.span, type };
  }
  if (unsupported !== undefined) {
    parser.unsupported(token, unsupported);
    parser.lose();
    return { kind: 'error', span: spanOf(parser.take()) };
  }
  const name = parser.name();
  if ((name.text === 'sizeof' || name.text === 'offsetof') && parser.at('('))
    return parseMeasure(parser, name.text, name.span.start, parseExpression);
  if (name.text === 'true' || name.text === 'false')
    return { kind: 'boolean', span: name.span, value: name.text === 'true' };
  if (!parser.at('(')) return { kind: 'identifier', span: name.span, name: name.text };
  return parseCall(parser, name, parseExpression);
}

function parseMeasure(
  parser: Parser,
  word: 'sizeof' | 'offsetof',
  start: number,
  parseExpression: ParseExpression,
): Expression {
  const isType = castAhead(parser) || (word === 'offsetof' && parser.peek(1).kind === 'identifier');
  parser.take();
  const subject = isType ? parseTypeName(parser, parseExpression) : parseExpression(parser);
  const path: Name[] = [];
  if (word === 'offsetof' && parser.expect(',', 'and the name of a member')) {
    do {
      if (parser.peek().kind !== 'identifier') {
        parser.unexpected('expected the name of a member');
        break;
      }
      path.push(parser.name());
    } while (parser.accept('.'));
  }
  parser.expect(')', `to end ${word}()`);
  const inner = 'kind' in subject ? [subject] : [];
  return parser.grown({ kind: 'measure', span: parser.spanFrom(start), word, subject, path }, inner);
}

function parseParameter(parser: Parser): Expression {
  const token = parser.take();
  const name = token.text.slice(1);
  if (name !== '#' && !/^0*[1-9][0-9]{0,5}$/.test(name)) {
    parser.error('bad-parameter', token, `there is no parameter ${token.text}`, { hint: 'parameters are $1, $2, …' });
    return { kind: 'error', span: spanOf(token) };
  }
  return { kind: 'parameter', span: spanOf(token), which: name === '#' ? 'count' : Number(name) };
}

/** str() of a parameter is no call: it says that its text is meant, also where that is a number. */
function parameterText(callee: Name, args: readonly Expression[], span: Span): Expression | null {
  const [only, surplus] = args;
  if (callee.text !== 'str' || only === undefined || surplus !== undefined) return null;
  const isSum = only.kind === 'binary' && only.operator === '+';
  const parameter = isSum ? only.left : only;
  if (parameter.kind !== 'parameter' || parameter.which === 'count') return null;
  return { kind: 'parameterText', span, parameter, skip: isSum ? only.right : null };
}

function parseCall(parser: Parser, callee: Name, parseExpression: ParseExpression): Expression {
  parser.take();
  const args = parseList(parser, ')', parseExpression);
  parser.expect(')', `to end the arguments of ${callee.text}()`);
  const span = parser.spanFrom(callee.span.start);
  const text = parameterText(callee, args, span);
  return text ?? parser.grown({ kind: 'call', span, callee, args }, args);
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
function parseList(
  parser: Parser,
  close: string,
  parseExpression: ParseExpression,
  mayEndInComma = false,
): Expression[] {
  const list: Expression[] = [];
  while (!parser.at(close) && !parser.lost) {
    list.push(parseExpression(parser));
    if (!parser.accept(',')) break;
    if (!mayEndInComma && parser.at(close)) {
      parser.unexpected('expected an expression', { hint: 'only a tuple may end in a comma: (1, 2,)' });
    }
  }
  return list;
}

/** A value in parentheses, which are no part of its place (bpftrace's messages), a tuple `(a, b)`, `(a,)`, `()`, or a record `(x = 1)`. */
function parseParenthesis(parser: Parser, parseExpression: ParseExpression): Expression {
  const { start } = parser.take();
  if (parser.peek().kind === 'identifier' && parser.at('=', 1)) return parseRecord(parser, start, parseExpression);
  if (parser.accept(')')) return { kind: 'tuple', span: parser.spanFrom(start), elements: [] };
  const first = parseExpression(parser);
  if (!parser.accept(',')) {
    parser.expect(')', 'to close the parenthesis');
    return first;
  }
  const elements = [first, ...parseList(parser, ')', parseExpression, true)];
  parser.expect(')', 'to close the tuple');
  return parser.grown({ kind: 'tuple', span: parser.spanFrom(start), elements }, elements);
}

function parseRecord(parser: Parser, start: number, parseExpression: ParseExpression): Expression {
  const fields: Field[] = [];
  while (!parser.lost) {
    if (parser.peek().kind !== 'identifier') {
      const hint = parser.at(')') ? 'a record cannot end in a comma' : null;
      parser.unexpected('expected the name of a field', { hint });
      break;
    }
    const name = parser.name();
    if (!parser.expect('=', `and the value of ${name.text}`)) break;
    fields.push({ name, value: parseExpression(parser) });
    if (!parser.accept(',')) break;
  }
  parser.expect(')', 'to close the record');
  const values = fields.map((field) => field.value);
  return parser.grown({ kind: 'record', span: parser.spanFrom(start), fields }, values);
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
      return parseIndex(parser, operand, parseExpression);
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
  if (token.kind === 'identifier' || (token.kind === 'integer' && /^[0-9]+$/.test(token.text))) {
    const member = token.kind === 'identifier' ? parser.name() : { text: token.text, span: spanOf(parser.take()) };
    return parser.grown({ kind: 'member', span: parser.spanFrom(object.span.start), object, member }, [object]);
  }
  parser.unexpected('expected the name of a field');
  return { kind: 'error', span: parser.spanFrom(object.span.start) };
}

function parseIndex(parser: Parser, object: Expression, parseExpression: ParseExpression): Expression {
  parser.take();
  const index = parseExpression(parser);
  parser.expect(']', 'to end the index');
  return parser.grown({ kind: 'index', span: parser.spanFrom(object.span.start), object, index }, [object, index]);
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
