import { renderText } from '../diagnostics/render.ts';
import { checkCases } from '../testing/cases.ts';
import { parse } from './parse.ts';
import { printAst } from './print.ts';

/** The tree, then what was found. */
function parsed(script: string): string {
  const source = { name: 'stdin', text: script };
  const { output, diagnostics } = parse(source);
  return (
    (output === null ? '' : printAst(output)) +
    diagnostics.map((diagnostic) => `${renderText(source, diagnostic)}\n`).join('')
  );
}

checkCases('parse', parsed);
