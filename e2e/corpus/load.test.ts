/** Every script of the compiler's goldens loads into this kernel, with the guard and without. */
import { test } from 'node:test';
import { readCases } from '../../compiler/testing/cases.ts';
import { settingOf } from '../../compiler/testing/front-end.ts';
import { loadScript } from './kernel.ts';

const guard = { kind: 'cgroup', levels: [1] } as const;

for (const folder of ['plan-maps', 'lower']) {
  // Those that are refused for their memory are refused on purpose.
  for (const { name, script } of readCases(folder).filter(({ expected }) => !expected.startsWith('map-memory'))) {
    test(`${folder}: ${name}`, () => {
      const { policy } = settingOf(script);
      loadScript(script, { ...policy, guard: { kind: 'none' } })[Symbol.dispose]();
      loadScript(script, { ...policy, guard })[Symbol.dispose]();
    });
  }
}
