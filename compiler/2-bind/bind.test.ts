import { parse } from '../1-parse/parse.ts';
import { renderText } from '../diagnostics/render.ts';
import { localPolicy } from '../policy.ts';
import { checkCases } from '../testing/cases.ts';
import { targetOf } from '../testing/target.ts';
import { bind } from './bind.ts';
import { printBound } from './print.ts';

/** The bound program, then what was found. */
function bound(script: string): string {
  const source = { name: 'stdin', text: script };
  const program = parse(source).output;
  if (program === null) return '';
  const { output, diagnostics } = bind(program, source, targetOf(script), localPolicy);
  return (
    (output === null ? '' : printBound(output)) +
    diagnostics.map((diagnostic) => `${renderText(source, diagnostic)}\n`).join('')
  );
}

checkCases('bind', bound);
