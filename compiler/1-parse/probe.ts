/**
 * A probe: attach points, predicate, body.
 *
 * Needs: a parser at an attach point. Gives: the probe. Reports: syntax.
 */
import type { AttachPoint, Expression, Name, Probe } from './ast.ts';
import { parseExpression } from './expression.ts';
import type { Parser } from './parser.ts';
import { parseBlock } from './statement.ts';

export function parseProbe(parser: Parser): Probe {
  const { start } = parser.peek();
  const attachPoints = parseAttachPoints(parser);
  const predicate = parser.at('/') ? parsePredicate(parser) : null;
  if (parser.lost || !parser.at('{')) findBody(parser);
  const body = parseBlock(parser, 'to begin what the probe does');
  return { span: parser.spanFrom(start), attachPoints, predicate, body };
}

function parseAttachPoints(parser: Parser): AttachPoint[] {
  const list: AttachPoint[] = [];
  for (;;) {
    const token = parser.takeAttachPoint();
    if (token === null) {
      if (list.length === 0 || !(parser.at('{') || parser.at('/')))
        parser.unexpected('expected an attach point, such as `tracepoint:syscalls:sys_enter_openat`');
      return list;
    }
    const span = { start: token.start, end: token.end };
    if (token.fault !== null) parser.error('unterminated-string', token, 'this quote is never closed');
    // `label=` in front is for later versions of bpftrace.
    const label = /^\w+=(?=.)/.exec(token.text)?.[0].length ?? 0;
    const text = token.text.slice(label);
    list.push({ span, text, parts: splitParts(text, token.start + label) });
    if (!parser.accept(',')) return list;
  }
}

/** Splits at the colons outside quotes and takes the quotes off. */
function splitParts(text: string, offset: number): Name[] {
  const parts: Name[] = [];
  for (const match of text.matchAll(/(?<=^|:)(?:"[^"]*"?|[^":])*(?=:|$)/g)) {
    const start = offset + match.index;
    parts.push({ text: match[0].replaceAll('"', ''), span: { start, end: start + match[0].length } });
  }
  return parts;
}

function parsePredicate(parser: Parser): Expression {
  parser.take();
  parser.inPredicate = true;
  const predicate = parseExpression(parser);
  parser.inPredicate = false;
  if (!parser.lost) parser.expect('/', 'to end the predicate', { hint: parser.at('=') ? '`==` compares' : null });
  return predicate;
}

/** Reports what stands between the attach points and the body, and skips it. */
function findBody(parser: Parser): void {
  parser.unexpected('expected `{` to begin what the probe does', {
    hint: 'attach points are separated by commas, a predicate stands between slashes',
  });
  while (!parser.at('{') && !parser.at('}') && parser.peek().kind !== 'eof') parser.take();
  if (parser.at('{')) parser.recover();
}
