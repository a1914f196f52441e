/**
 * Needs: any text. Gives: its syntax tree; null only when the text is too long to look at.
 * Reports: every syntax error it can find in one run, and constructs of bpftrace that are not supported yet. Never throws.
 */
import type { PhaseResult } from '../diagnostics/diagnostic.ts';
import type { Source } from '../source/source.ts';
import type { Probe, Program } from './ast.ts';
import { Parser } from './parser.ts';
import { parseProbe } from './probe.ts';
import { skipBlock } from './statement.ts';

/** Characters. Generated scripts stay far below; what is above is no script. */
const maxLength = 1024 * 1024;

export function parse(source: Source): PhaseResult<Program> {
  const parser = new Parser(source);
  if (source.text.length > maxLength) {
    parser.error(
      'script-too-long',
      { start: 0, end: 0 },
      `the script has ${source.text.length} characters; at most ${maxLength} are allowed`,
    );
    return { output: null, diagnostics: parser.report.diagnostics };
  }
  const probes: Probe[] = [];
  while (parser.peek().kind !== 'eof') {
    const before = parser.peek().start;
    if (parser.at('}')) parser.unexpected('there is no block to end here');
    else if (!skipUnsupportedItem(parser)) probes.push(parseProbe(parser));
    if (parser.peek().start === before) parser.take();
    parser.recover();
  }
  parser.take();
  if (probes.length === 0 && parser.report.diagnostics.length === 0) {
    parser.error('no-probes', { start: 0, end: 0 }, 'there is no probe in this script', {
      hint: 'try: begin { printf("hello\\n"); }',
    });
  }
  const program: Program = { span: { start: 0, end: source.text.length }, probes };
  return { output: program, diagnostics: parser.report.diagnostics };
}

/** Top-level items of bpftrace which are not in this version, by their first word. */
const unsupportedItems: ReadonlyMap<string, { readonly followed: RegExp; readonly construct: string }> = new Map([
  ['config', { followed: /^=$/, construct: '`config` blocks are' }],
  ['macro', { followed: /^[A-Za-z_]/, construct: 'Macros are' }],
  ['fn', { followed: /^[A-Za-z_]/, construct: 'Functions are' }],
  ['import', { followed: /^"/, construct: '`import` is' }],
  ['let', { followed: /^@/, construct: 'Declaring a map is' }],
  ['struct', { followed: /^[A-Za-z_{]/, construct: 'C definitions (`struct`) are' }],
  ['union', { followed: /^[A-Za-z_{]/, construct: 'C definitions (`union`) are' }],
  ['enum', { followed: /^[A-Za-z_{]/, construct: 'C definitions (`enum`) are' }],
  ['typedef', { followed: /^[A-Za-z_{]/, construct: 'C definitions (`typedef`) are' }],
]);

/** Tells about and skips an item that is no probe; false when there is none. */
function skipUnsupportedItem(parser: Parser): boolean {
  const token = parser.peek();
  if (parser.at('#')) {
    skipDirective(parser);
    return true;
  }
  const item = token.kind === 'identifier' ? unsupportedItems.get(token.text) : undefined;
  if (item === undefined || !item.followed.test(parser.peek(1).text)) return false;
  parser.unsupported(token, item.construct);
  while (parser.peek().kind !== 'eof') {
    if (parser.accept(';')) break;
    if (parser.accept('{')) {
      skipBlock(parser);
      parser.accept(';');
      break;
    }
    parser.take();
  }
  return true;
}

/** `#include …`, `#define …`: one line. */
function skipDirective(parser: Parser): void {
  const hash = parser.peek();
  const newline = parser.source.text.indexOf('\n', hash.start);
  const end = newline === -1 ? parser.source.text.length : newline;
  parser.unsupported({ start: hash.start, end }, `\`#${parser.peek(1).text}\` is`);
  while (parser.peek().kind !== 'eof' && parser.peek().start < end) parser.take();
}
