import { checkCases } from '../testing/cases.ts';
import { lowered } from '../testing/front-end.ts';
import { printModule } from '../ir/print.ts';
import { verify } from '../ir/verify.ts';

/** The optimised IR, without the map definitions that 4-plan-maps has tested. */
checkCases('lower', (script) => {
  const { module } = lowered(script);
  verify(module);
  return printModule(module).replaceAll(/^map m.*\n/gm, '');
});
