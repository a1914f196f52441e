/**
 * Blocks as values: `{ $x = 1; $x + 1 }`, and `if (c) { a } else { b }`, which is a ternary of two of them.
 *
 * Needs: a parser at the `{` or the `if`. Gives: the expression. Reports: syntax, and an `if` without `else`.
 */
import type { Block, BlockValue, Expression, Statement } from './ast.ts';
import type { Parser } from './parser.ts';

type ParseExpression = (parser: Parser) => Expression;

export function parseBlockValue(parser: Parser): Expression {
  return parser.enclosing(() => blockValue(parser.parseBlock(parser, 'to begin the block')));
}

export function parseIfValue(parser: Parser, parseExpression: ParseExpression): Expression {
  return parser.enclosing(() => parseArms(parser, parseExpression));
}

function parseArms(parser: Parser, parseExpression: ParseExpression): Expression {
  const { start } = parser.take();
  const condition = parseExpression(parser);
  const then = blockValue(parser.parseBlock(parser, 'after the condition of `if`'));
  const span = parser.spanFrom(start);
  if (parser.lost) return { kind: 'error', span };
  if (!parser.accept('else')) {
    parser.error('no-value', span, '`if` as a value needs an `else`', { hint: 'if (…) { a } else { b }' });
    return { kind: 'error', span };
  }
  const otherwise = parser.at('if')
    ? parser.nested<Expression>(
        () => parseArms(parser, parseExpression),
        (place): Expression => ({ kind: 'error', span: place }),
      )
    : blockValue(parser.parseBlock(parser, 'after `else`'));
  return { kind: 'ternary', span: parser.spanFrom(start), condition, then, else: otherwise };
}

/** A block with what it ends with as its value. */
export function blockValue({ statements, span }: Block): BlockValue {
  const last = statements.at(-1);
  const value = last === undefined ? null : valueOf(last);
  return { kind: 'blockValue', span, statements: value === null ? statements : statements.slice(0, -1), value };
}

/** What a block that ends with the statement has as its value; null where that is none. */
function valueOf(statement: Statement): Expression | null {
  switch (statement.kind) {
    case 'expression':
      return statement.open ? statement.expression : null;
    case 'block': {
      const inner = blockValue(statement.block);
      return inner.value === null ? null : inner;
    }
    case 'if': {
      const { condition, span } = statement;
      const then = blockValue(statement.then);
      const otherwise = statement.else === null ? null : blockValue(statement.else);
      if (then.value === null || otherwise === null || otherwise.value === null) return null;
      return { kind: 'ternary', span, condition, then, else: otherwise };
    }
    default:
      return null;
  }
}
