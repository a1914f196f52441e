/** Wrong scripts as data: what the user sees, with the code of each diagnostic behind it. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkCases, readCases } from '../testing/cases.ts';
import { checkScript, rendered } from '../testing/check-script.ts';
import { frontEndCodes } from './codes.ts';

checkCases('wrong', (script) => {
  const { diagnostics } = checkScript(script);
  assert.notEqual(diagnostics.length, 0, 'this script is not wrong');
  return diagnostics
    .map(
      (diagnostic) =>
        `[${diagnostic.code}${diagnostic.cause === 'script' ? '' : `, ${diagnostic.cause}`}] ${rendered(script, [diagnostic])}`,
    )
    .join('');
});

it('every code of the front end has a case, and every case a registered code', () => {
  const seen = new Set(
    ['parse', 'bind', 'check', 'wrong']
      .flatMap(readCases)
      .flatMap(({ script }) => checkScript(script).diagnostics.map(({ code }) => code)),
  );
  // They need scripts of a size that does not belong in a table, or a kernel of their own: limits.test.ts and
  // 2-bind/attach/trampoline.test.ts have them.
  const elsewhere = new Set([
    'script-too-long',
    'too-many-probes',
    'types-unsettled',
    'nested-too-deeply',
    'too-many-variables',
    // It needs an older kernel: 3-check/statements/loop.test.ts.
    'loop-unavailable',
    'ambiguous-function',
  ]);
  const registered = Object.keys(frontEndCodes);
  assert.deepEqual(
    [...seen].filter((code) => !registered.includes(code)),
    [],
  );
  assert.deepEqual(
    registered.filter((code) => !seen.has(code) && !elsewhere.has(code)),
    [],
  );
});
