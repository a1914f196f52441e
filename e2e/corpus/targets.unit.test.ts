/**
 * The whole corpus compiles for every stored Target, whatever kernel runs here; a script that needs what a kernel is known to lack is
 * refused there, with an error and nothing else.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compile, localPolicy } from '../../compiler/index.ts';
import { storedTarget } from '../../compiler/testing/target.ts';
import type { Feature } from '../harness/feature.ts';
import { storedTargetName, vmKernels } from '../vm/kernels.ts';
import { corpus } from './cases.ts';

/** Without kprobes, and in lockdown, which takes fentry away. */
const own: readonly [string, readonly Feature[]] = [
  'linux-6.18-x86_64',
  ['uprobe', 'uprobe-multi', 'irq-vectors', 'x86-registers'],
];

const targets = [own, ...vmKernels.map((kernel) => [storedTargetName(kernel), kernel.features] as const)];

/** fentry of one function is not: its program is made for any kernel with BTF, and lockdown refuses it. */
function seenByCompiler(feature: Feature): boolean {
  return feature === 'kprobe' || feature === 'irq-vectors' || feature === 'x86-registers';
}

for (const [name, features] of targets) {
  describe(name, () => {
    const target = { ...storedTarget(name), binaries: null };
    for (const script of corpus()) {
      const missing = script.needs.filter((feature) => !features.includes(feature));
      const what = missing.length === 0 ? 'compiles' : `needs ${missing.join(', ')}`;
      test(`${script.name}: ${what}`, () => {
        const { output, diagnostics } = compile({ name: script.path, text: script.text }, target, localPolicy);
        const errors = diagnostics.filter(({ severity }) => severity === 'error');
        if (missing.length === 0) assert.deepEqual(errors, []);
        else if (missing.some(seenByCompiler)) assert.notDeepEqual(errors, []);
        assert.equal(output === null, errors.length > 0);
      });
    }
  });
}
