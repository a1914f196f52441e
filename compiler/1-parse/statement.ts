/**
 * Statements and blocks.
 *
 * Needs: a parser at a statement. Gives: the statement, of kind `error` where there is none; the parser then stands
 * behind its `;` or before the `}` of its block. Reports: syntax, and statements not supported yet.
 */
import type { Span } from '../source/source.ts';
import type { Block, Expression, Statement } from './ast.ts';
import { errorNode, parseCondition, parseExpression } from './expression.ts';
import { parseFor, parseUnroll, parseWhile } from './loop.ts';
import type { Parser } from './parser.ts';
import { parseTypeName } from './type-name.ts';

const compound = /^(?:\+|-|\*|\/|%|&|\||\^|<<|>>)=$/;

/** Statements of bpftrace which are not in this version. */
const unsupportedStatements: ReadonlyMap<string, string> = new Map([['import', '`import` is']]);

/** `{ … }`. Without an opening brace: an error, and an empty block. */
export function parseBlock(parser: Parser, context: string): Block {
  const { start } = parser.peek();
  if (!parser.expect('{', context, { hint: 'braces are required' }))
    return { span: { start: parser.end, end: parser.end }, statements: [] };
  return parser.nested(
    () => blockBody(parser, start),
    (span) => {
      skipBlock(parser);
      return { span, statements: [] };
    },
  );
}

function blockBody(parser: Parser, start: number): Block {
  const statements: Statement[] = [];
  for (;;) {
    if (parser.at('}') || parser.peek().kind === 'eof') break;
    const statement = parseStatement(parser);
    statements.push(statement);
    if (parser.lost) {
      synchronize(parser);
      while (parser.accept(';'));
    } else if (statement.kind === 'if' || statement.kind === 'block') parser.accept(';');
  }
  if (!parser.accept('}')) parser.unexpected('expected `}` to end the block');
  return { span: parser.spanFrom(start), statements };
}

function parseStatement(parser: Parser): Statement {
  const token = parser.peek();
  const unsupported = token.kind === 'identifier' ? unsupportedStatements.get(token.text) : undefined;
  if (unsupported !== undefined) {
    parser.unsupported(token, unsupported);
    parser.lose();
    return { kind: 'error', span: { start: token.start, end: token.end } };
  }
  if (parser.at('{')) {
    const block = parseBlock(parser, 'to begin the block');
    return { kind: 'block', span: block.span, block };
  }
  if (parser.at('if')) return parseIf(parser);
  if (parser.at('while')) return parseWhile(parser);
  if (parser.at('for')) return parseFor(parser);
  if (parser.at('unroll')) return parseUnroll(parser);
  const statement = parseEnded(parser);
  const ended = endStatement(parser);
  if (statement.kind === 'expression' && !ended) return { ...statement, open: true };
  const { start } = statement.span;
  return ended && isWhole(statement, parser.source.text[start] ?? '')
    ? { ...statement, span: parser.spanFrom(start) }
    : statement;
}

/** Whether its `;` counts as a part of it, as bpftrace tells its place. */
function isWhole({ kind }: Statement, first: string): boolean {
  if (kind === 'expression') return first !== '$' && first !== '@';
  return kind === 'break' || kind === 'continue' || kind === 'return';
}

/** A statement that a `;` ends. */
function parseEnded(parser: Parser): Statement {
  if (parser.at('let')) return parseLet(parser);
  if (parser.at('return')) return parseReturn(parser);
  if (parser.at('break') || parser.at('continue')) {
    const { text, span } = parser.name();
    return { kind: text === 'break' ? 'break' : 'continue', span };
  }
  return parseSimple(parser);
}

/** Whether a `;` did. */
function endStatement(parser: Parser): boolean {
  if (parser.lost) return true;
  if (parser.accept(';')) return true;
  if (!parser.at('}')) parser.unexpected('expected `;` after the statement');
  return false;
}

/** `else if` becomes a block of one `if`. */
function parseIf(parser: Parser): Statement {
  const { start } = parser.take();
  const condition = parseCondition(parser, 'if');
  const then = parseBlock(parser, 'after the condition of `if`');
  const otherwise = !parser.lost && parser.accept('else') ? parseElse(parser) : null;
  return { kind: 'if', span: parser.spanFrom(start), condition, then, else: otherwise };
}

function parseElse(parser: Parser): Block {
  const { start } = parser.peek();
  if (!parser.at('if')) return parseBlock(parser, 'after `else`');
  return parser.nested<Block>(
    () => {
      const statement = parseIf(parser);
      return { span: statement.span, statements: [statement] };
    },
    (span) => ({ span: { start, end: span.end }, statements: [] }),
  );
}

function parseLet(parser: Parser): Statement {
  const { start } = parser.take();
  const token = parser.peek();
  if (token.kind !== 'variable' || token.fault !== null) {
    if (token.kind === 'map') parser.unsupported(token, 'Declaring a map is');
    else parser.unexpected('expected the $variable that `let` declares');
    parser.lose();
    return { kind: 'error', span: parser.spanFrom(start) };
  }
  parser.take();
  const variable = { kind: 'variable', name: token.text, span: { start: token.start, end: token.end } } as const;
  const type = parser.accept(':') ? parseTypeName(parser, parseExpression) : null;
  const value = parser.accept('=') ? parseExpression(parser) : null;
  return { kind: 'let', span: parser.spanFrom(start), variable, type, value };
}

function parseReturn(parser: Parser): Statement {
  const { start } = parser.take();
  const value = parser.at(';') || parser.at('}') ? null : parseExpression(parser);
  return { kind: 'return', span: parser.spanFrom(start), value };
}

/** An assignment, or an expression for its effect. */
function parseSimple(parser: Parser): Statement {
  const { start } = parser.peek();
  const left = parseExpression(parser);
  const operator = parser.peek();
  const isAssignment = operator.kind === 'punctuator' && (operator.text === '=' || compound.test(operator.text));
  if (!isAssignment || parser.lost)
    return { kind: 'expression', span: left.span, expression: left, discarded: false, open: false };
  parser.take();
  const value = parseExpression(parser);
  const span = parser.spanFrom(start);
  if (left.kind === 'identifier' && left.name === '_' && operator.text === '=') {
    return { kind: 'expression', span, expression: value, discarded: true, open: false };
  }
  if (left.kind !== 'variable' && left.kind !== 'map') return notAssignable(parser, left, span);
  if (operator.text === '=') return { kind: 'assign', span, target: left, value };
  const step = parser.spanFrom(operator.start);
  return { kind: 'compound', span, target: left, operator: operator.text.slice(0, -1) as '+', step, value };
}

function notAssignable(parser: Parser, left: Expression, span: Span): Statement {
  if (left.kind !== 'error') {
    const hint =
      left.kind === 'binary'
        ? 'compare with `==`'
        : left.kind === 'identifier'
          ? `variables are written $${left.name}, maps @${left.name}`
          : null;
    parser.error(
      'not-assignable',
      left.kind === 'member' ? span : left.span,
      'only a $variable or a @map can be assigned to',
      { hint },
    );
  }
  return { kind: 'error', span: errorNode(left.span).span };
}

/** Skips to the end of the statement the parser got lost in: behind its `;` or block, or before the enclosing `}`. */
function synchronize(parser: Parser): void {
  for (;;) {
    if (parser.peek().kind === 'eof' || parser.at('}')) break;
    if (parser.accept(';')) break;
    if (parser.accept('{')) {
      skipBlock(parser);
      if (!parser.at('else')) break;
    } else parser.take();
  }
  parser.recover();
}

/** Skips behind the `}` that closes a block already entered. */
export function skipBlock(parser: Parser): void {
  for (let open = 1; open > 0 && parser.peek().kind !== 'eof'; ) {
    const token = parser.take();
    if (token.kind !== 'punctuator') continue;
    if (token.text === '{') open += 1;
    if (token.text === '}') open -= 1;
  }
}
