/**
 * Expressions: a Pratt parser over the binary operators.
 *
 * Needs: a parser at the first token. Gives: an expression, of kind `error` where there is none; each call either takes a
 * token or leaves the parser lost. Reports: syntax, and constructs not supported yet.
 */
import type { Span } from '../source/source.ts';
import type { BinaryOperator, Expression, UnaryOperator } from './ast.ts';
import type { Parser } from './parser.ts';
import { parsePrimary } from './primary.ts';
import { castAhead, parseTypeName } from './type-name.ts';

/** Binding power of the binary operators; the higher binds tighter. */
const precedence: ReadonlyMap<string, number> = new Map<BinaryOperator, number>([
  ['||', 1],
  ['&&', 2],
  ['|', 3],
  ['^', 4],
  ['&', 5],
  ['==', 6],
  ['!=', 6],
  ['<', 7],
  ['<=', 7],
  ['>', 7],
  ['>=', 7],
  ['<<', 8],
  ['>>', 8],
  ['+', 9],
  ['-', 9],
  ['*', 10],
  ['/', 10],
  ['%', 10],
]);

export function parseExpression(parser: Parser): Expression {
  return parser.nested(() => parseTernary(parser), errorNode);
}

function parseTernary(parser: Parser): Expression {
  const condition = parseBinary(parser, 1);
  if (!parser.accept('?')) return condition;
  const then = parser.at(':') ? null : parseExpression(parser);
  if (!parser.expect(':', 'and the value for the other case')) return errorNode(parser.spanFrom(condition.span.start));
  const otherwise = parseExpression(parser);
  const span = parser.spanFrom(condition.span.start);
  const node: Expression = { kind: 'ternary', span, condition, then, else: otherwise };
  if (then === null) return parser.doubled(node, condition, otherwise);
  return parser.grown(node, [condition, then, otherwise]);
}

function parseBinary(parser: Parser, minimum: number): Expression {
  let left = parseUnary(parser);
  for (;;) {
    const operator = binaryOperator(parser);
    const power = operator === null ? 0 : (precedence.get(operator) ?? 0);
    if (operator === null || power < minimum || parser.lost) return left;
    parser.take();
    const right = parseBinary(parser, power + 1);
    const span = parser.spanFrom(left.span.start);
    left = parser.grown({ kind: 'binary', span, operator, left, right }, [left, right]);
  }
}

function binaryOperator(parser: Parser): BinaryOperator | null {
  const token = parser.peek();
  if (token.kind !== 'punctuator' || !precedence.has(token.text)) return null;
  if (parser.inPredicate && token.text === '/' && parser.at('{', 1)) return null;
  return token.text as BinaryOperator;
}

/** The condition of `if` or `while`: one operand, so that what is longer stands in parentheses. */
export function parseCondition(parser: Parser, word: 'if' | 'while'): Expression {
  const condition = parseUnary(parser);
  if (!parser.lost && (binaryOperator(parser) !== null || parser.at('?')))
    parser.unexpected('the condition ends here', { hint: `put all of it into parentheses: ${word} (…) { … }` });
  return condition;
}

/** An operand with what stands in front of it. */
function parseUnary(parser: Parser): Expression {
  const token = parser.peek();
  if (parser.at('comptime')) return parser.nested(() => parseComptime(parser), errorNode);
  if (token.kind !== 'punctuator') return parsePrimary(parser, parseExpression);
  switch (token.text) {
    case '-':
    case '~':
    case '!':
    case '*':
      return parser.nested(() => parseSimpleUnary(parser, token.text as UnaryOperator), errorNode);
    case '++':
    case '--':
      return parser.nested(() => parsePrefixIncrement(parser, token.text as '++' | '--'), errorNode);
    case '&':
      parser.unsupported(token, 'Taking an address (`&`) is');
      parser.take();
      return parser.nested(() => errorNode(parseUnary(parser).span), errorNode);
    case '(':
      return castAhead(parser)
        ? parser.nested(() => parseCast(parser), errorNode)
        : parsePrimary(parser, parseExpression);
    default:
      return parsePrimary(parser, parseExpression);
  }
}

function parseComptime(parser: Parser): Expression {
  const { start } = parser.take();
  const operand = parseUnary(parser);
  return parser.grown({ kind: 'comptime', span: parser.spanFrom(start), operand }, [operand]);
}

function parseSimpleUnary(parser: Parser, operator: UnaryOperator): Expression {
  const { start } = parser.take();
  const operand = parseUnary(parser);
  return parser.grown({ kind: 'unary', span: parser.spanFrom(start), operator, operand }, [operand]);
}

function parsePrefixIncrement(parser: Parser, operator: '++' | '--'): Expression {
  const { start } = parser.take();
  const target = parseUnary(parser);
  const span = parser.spanFrom(start);
  if (target.kind === 'error') return errorNode(span);
  if (target.kind !== 'variable' && target.kind !== 'map') {
    parser.error('not-assignable', target.span, `\`${operator}\` needs a $variable or a @map`);
    return errorNode(span);
  }
  return parser.grown({ kind: 'increment', span, operator, prefix: true, target }, [target]);
}

function parseCast(parser: Parser): Expression {
  const { start } = parser.take();
  const type = parseTypeName(parser, parseExpression);
  parser.expect(')', 'after the type of a cast');
  const operand = parseUnary(parser);
  return parser.grown({ kind: 'cast', span: parser.spanFrom(start), type, operand }, [operand]);
}

export function errorNode(span: Span): Expression {
  return { kind: 'error', span: { start: span.start, end: span.end } };
}
