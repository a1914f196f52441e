/**
 * `macro name(a, $v, @m) { … }`.
 *
 * Needs: a parser at `macro`. Gives: the definition; null where it makes no sense. Reports: syntax, and parameters that are
 * named twice.
 */
import type { Macro, MacroParameter } from './ast.ts';
import { blockValue } from './block-value.ts';
import type { Parser } from './parser.ts';

export function parseMacro(parser: Parser): Macro | null {
  const { start } = parser.take();
  if (parser.peek().kind !== 'identifier') {
    parser.unexpected('expected the name of the macro');
    return null;
  }
  const name = parser.name();
  const head = parser.spanFrom(start);
  const hint = { hint: `write macro ${name.text}() { … }` };
  if (!parser.expect('(', `and the parameters of ${name.text}`, hint)) return null;
  const parameters = parseParameters(parser);
  if (!parser.lost) parser.expect(')', `to end the parameters of ${name.text}`);
  if (parser.lost) return null;
  const body = parser.parseBlock(parser, `with what ${name.text} stands for`);
  return { name, head, parameters, body, value: blockValue(body), span: parser.spanFrom(start) };
}

function parseParameters(parser: Parser): MacroParameter[] {
  const parameters: MacroParameter[] = [];
  if (parser.at(')')) return parameters;
  do {
    const token = parser.peek();
    const isMap = token.kind === 'map';
    if (!isMap && token.kind !== 'identifier' && (token.kind !== 'variable' || token.fault !== null)) {
      parser.unexpected('expected a parameter: $variable, @map or a word for any expression');
      break;
    }
    const { text, span } = parser.name();
    const kind = token.kind === 'variable' || isMap ? token.kind : 'expression';
    if (parameters.some((one) => one.name === text))
      parser.error('bad-macro', span, `there is a parameter ${text} already`);
    parameters.push({ kind, name: text, span });
  } while (parser.accept(','));
  return parameters;
}
