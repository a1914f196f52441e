import { parseModule } from './parse.ts';
import { verify } from './verify.ts';
import { CompilerBug } from '../diagnostics/invariant.ts';
import { checkCases } from '../testing/cases.ts';

/** Each case is one module and what verify() says of it; `ok` when nothing. */
checkCases('verify', (text) => {
  try {
    verify(parseModule(text));
    return 'ok\n';
  } catch (error) {
    if (!(error instanceof CompilerBug)) throw error;
    return `${error.message}\n`;
  }
});
