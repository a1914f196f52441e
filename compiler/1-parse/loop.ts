/**
 * Loops: `while`, `for` over a range or a map, `unroll`.
 *
 * Needs: a parser at the loop's first word. Gives: the loop. Reports: syntax.
 */
import type { For, Statement } from './ast.ts';
import { parseCondition, parseExpression } from './expression.ts';
import type { Parser } from './parser.ts';

export function parseWhile(parser: Parser): Statement {
  const { start } = parser.take();
  const condition = parseCondition(parser, 'while');
  const body = parser.parseBlock(parser, 'after the condition of `while`');
  if (parser.lost) return lostLoop(parser, start);
  return { kind: 'while', span: parser.spanFrom(start), condition, body };
}

export function parseUnroll(parser: Parser): Statement {
  const { start } = parser.take();
  if (parser.at('{')) parser.unexpected('expected the number of repetitions', { hint: 'write unroll (3) { … }' });
  const count = parseExpression(parser);
  const body = parser.parseBlock(parser, 'after the number of repetitions');
  if (parser.lost) return lostLoop(parser, start);
  return { kind: 'unroll', span: parser.spanFrom(start), count, body };
}

/** `for ($i : 0..10) { … }`, `for ($kv : @map) { … }`; the parentheses may be left out. */
export function parseFor(parser: Parser): Statement {
  const { start } = parser.take();
  const parenthesis = parser.accept('(');
  const loop = parseHead(parser);
  if (parenthesis && !parser.lost) parser.expect(')', 'to end the head of `for`');
  if (loop === null || parser.lost) return lostLoop(parser, start);
  const body = parser.parseBlock(parser, 'to begin what `for` repeats');
  if (parser.lost) return lostLoop(parser, start);
  return { kind: 'for', span: parser.spanFrom(start), ...loop, body };
}

function lostLoop(parser: Parser, start: number): Statement {
  return { kind: 'error', span: parser.spanFrom(start) };
}

const forms = 'write for ($i : 0..10) { … } or for ($kv : @map) { … }';

function parseHead(parser: Parser): Pick<For, 'variable' | 'over'> | null {
  const token = parser.peek();
  if (token.kind !== 'variable' || token.fault !== null) {
    parser.unexpected('expected the $variable of `for`', { hint: forms });
    return null;
  }
  parser.take();
  const variable = { kind: 'variable', name: token.text, span: { start: token.start, end: token.end } } as const;
  if (!parser.expect(':', 'between the variable of `for` and what it goes through', { hint: forms })) return null;
  const from = parseExpression(parser);
  if (parser.lost) return null;
  if (parser.accept('..')) return { variable, over: { kind: 'range', from, to: parseExpression(parser) } };
  if (from.kind === 'map' && from.key === null) return { variable, over: { kind: 'map', map: from } };
  if (from.kind !== 'error')
    parser.error('bad-loop', from.span, '`for` goes through a range or a map', { hint: forms });
  return {
    variable,
    over: { kind: 'range', from: { kind: 'error', span: from.span }, to: { kind: 'error', span: from.span } },
  };
}
