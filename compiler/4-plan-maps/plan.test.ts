import { checkCases } from '../testing/cases.ts';
import { plannedMaps, settingOf } from '../testing/front-end.ts';
import { printMapPlans } from './print.ts';

/** The plans, or the messages that stand in their way. */
checkCases('plan-maps', (script) => {
  const { output, diagnostics } = plannedMaps(script, settingOf(script));
  const messages = diagnostics.map(({ code, message, hint }) => `${code}: ${message}\n  ${hint ?? ''}\n`).join('');
  return messages === '' && output !== null ? printMapPlans(output) : messages;
});
