import { checkCases } from '../testing/cases.ts';
import { lowered } from '../testing/front-end.ts';
import { printFunction, printModule } from '../ir/print.ts';
import { verify } from '../ir/verify.ts';

/** The optimised IR, without the map definitions that 4-plan-maps has tested. */
checkCases('lower', (script) => {
  const { module } = lowered(script);
  verify(module);
  return printModule(module).replaceAll(/^map m.*\n/gm, '');
});

/** Programs of kernel functions, whose kernels are not this one: what each is made for and attached to. */
checkCases('functions', (script) => {
  const { module, manifest } = lowered(script);
  verify(module);
  const heads = module.functions.map((fn) => printFunction(fn).split('\n')[0]);
  return manifest.programs
    .map(({ attachPoints }, index) => `${heads[index]}\n${attachPoints.map(({ text }) => `  ${text}\n`).join('')}`)
    .join('');
});
