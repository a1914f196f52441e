/**
 * Needs: any text. Gives: its syntax tree; null only when the text is too long to look at.
 * Reports: every syntax error it can find in one run, and constructs of bpftrace that are not supported yet. Never throws.
 */
import type { PhaseResult } from '../diagnostics/diagnostic.ts';
import { nowhere, type Source } from '../source/source.ts';
import type { ConfigEntry, Macro, MapDeclaration, Probe, Program } from './ast.ts';
import { preambleEnd } from '../preamble/extent.ts';
import { parseConfig } from './config.ts';
import { parseMapDeclaration } from './map-declaration.ts';
import { parseMacro } from './macro.ts';
import { Parser, type Start } from './parser.ts';
import { parseProbe } from './probe.ts';
import { parseBlock, skipBlock } from './statement.ts';

/** Characters. Generated scripts stay far below; what is above is no script. */
const maxLength = 1024 * 1024;

/** `start`: behind the C at the top, and what its macros stand for; without them they are words like others. */
export function parse(source: Source, start: Start = startOf(source)): PhaseResult<Program> {
  const parser = new Parser(source, parseBlock, start);
  if (source.text.length > maxLength) {
    parser.error(
      'script-too-long',
      nowhere,
      `the script has ${source.text.length} characters; at most ${maxLength} are allowed`,
    );
    return { output: null, diagnostics: parser.report.diagnostics };
  }
  const config: ConfigEntry[] = [];
  const mapDeclarations: MapDeclaration[] = [];
  const macros: Macro[] = [];
  const probes: Probe[] = [];
  let configured = false;
  while (parser.peek().kind !== 'eof') {
    const before = parser.peek().start;
    if (parser.at('}')) parser.unexpected('there is no block to end here');
    else if (parser.at(';')) parser.unexpected('no `;` stands behind a block here');
    else if (parser.at('config') && (parser.at('=', 1) || parser.at('{', 1))) {
      if (probes.length > 0) misplacedConfig(parser, 'config must appear before the probes');
      else if (configured) misplacedConfig(parser, 'there is a config block already');
      configured = true;
      config.push(...parseConfig(parser));
    } else if (parser.at('let') && parser.peek(1).kind === 'map') {
      const declaration = parseMapDeclaration(parser);
      if (declaration !== null) mapDeclarations.push(declaration);
      else while (parser.peek().kind !== 'eof' && parser.take().text !== ';');
    } else if (parser.at('macro') && !parser.at(':', 1)) {
      const macro = parseMacro(parser);
      if (macro !== null) macros.push(macro);
      else skipBody(parser);
    } else if (!skipUnsupportedItem(parser)) probes.push(parseProbe(parser));
    if (parser.peek().start === before) parser.take();
    parser.recover();
  }
  parser.take();
  if (probes.length === 0 && parser.report.diagnostics.length === 0) {
    parser.error('no-probes', nowhere, 'there is no probe in this script', {
      hint: 'try: begin { printf("hello\\n"); }',
    });
  }
  const program: Program = { span: { start: 0, end: source.text.length }, config, mapDeclarations, macros, probes };
  return { output: program, diagnostics: parser.report.diagnostics };
}

function misplacedConfig(parser: Parser, message: string): void {
  parser.error('bad-config', parser.peek(), message, { hint: 'put all settings into one config at the top' });
}

/** Top-level items of bpftrace which are not in this version, by their first word. */
const unsupportedItems: ReadonlyMap<string, { readonly followed: RegExp; readonly construct: string }> = new Map([
  ['fn', { followed: /^[A-Za-z_]/, construct: 'Functions are' }],
  ['import', { followed: /^"/, construct: '`import` is' }],
]);

function startOf({ text }: Source): Start {
  return { end: preambleEnd(text), macros: null };
}

const definitions: ReadonlySet<string> = new Set(['struct', 'union', 'enum', 'typedef']);

function isLateDefinition(parser: Parser): boolean {
  return parser.at('#') || (definitions.has(parser.peek().text) && /^[A-Za-z_{]/.test(parser.peek(1).text));
}

/** Tells about and skips an item that is no probe; false when there is none. */
function skipUnsupportedItem(parser: Parser): boolean {
  const token = parser.peek();
  if (isLateDefinition(parser)) {
    skipLateDefinition(parser);
    return true;
  }
  const item = token.kind === 'identifier' ? unsupportedItems.get(token.text) : undefined;
  if (item === undefined || !item.followed.test(parser.peek(1).text)) return false;
  parser.unsupported(token, item.construct);
  skipBody(parser);
  return true;
}

/** Skips the rest of an item that makes no sense: behind its block. */
function skipBody(parser: Parser): void {
  while (parser.peek().kind !== 'eof') {
    if (parser.accept(';')) break;
    if (parser.accept('{')) {
      skipBlock(parser);
      parser.accept(';');
      break;
    }
    parser.take();
  }
}

/** C behind a probe: one line of a directive, or a definition. */
function skipLateDefinition(parser: Parser): void {
  const first = parser.peek();
  const rest = parser.source.text.slice(first.start);
  const newline = rest.indexOf('\n');
  const length = parser.at('#') ? (newline === -1 ? rest.length : newline) : Math.max(1, preambleEnd(rest));
  const end = first.start + length;
  parser.error('c-after-probes', { start: first.start, end: first.end }, 'C definitions must appear before probes', {
    hint: 'move it to the top of the script',
  });
  while (parser.peek().kind !== 'eof' && parser.peek().start < end) parser.take();
}
