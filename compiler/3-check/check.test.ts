import { checkCases } from '../testing/cases.ts';
import { checkScript, rendered } from '../testing/check-script.ts';
import { printTyped } from './print.ts';

/** The typed program, then what was found. */
checkCases('check', (script) => {
  const { output, diagnostics } = checkScript(script);
  return (output === null ? '' : printTyped(output)) + rendered(script, diagnostics);
});
