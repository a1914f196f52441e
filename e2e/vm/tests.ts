/**
 * The kernel-facing tests in one kernel.
 *
 * Needs: a kernel, the files. Gives: whether they passed; counts for scripts/test.ts in $BPFLEET_TEST_COUNTS; the results by name.
 * Reports: VmFailure, see boot.ts.
 */
import { copyFileSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runInVm, VmFailure } from './boot.ts';
import { checkout } from './cache.ts';
import { quoted } from './init.ts';
import type { VmKernel } from './kernels.ts';
import { readResults, type TestResult } from './results.ts';

export interface Machine {
  readonly limitMs: number;
  readonly cpus: number;
  readonly memoryMib: number;
}

/** What runs scripts in a kernel and needs no compiler, operator or second machine beside it. */
export function kernelTests(): readonly string[] {
  const found = globSync(
    ['native/test/*.test.ts', 'agent/**/*.kernel.test.ts', 'e2e/corpus/load.test.ts', 'e2e/corpus.test.ts'],
    {
      cwd: checkout,
    },
  );
  return found.toSorted();
}

/**
 * With several threads under emulation V8 loses track of a page of code now and then, mostly while it starts, and ends by SIGTRAP or
 * SIGSEGV. A fault of ours would come every time.
 */
const maxBoots = 4;

export async function testInVm(
  kernel: VmKernel,
  files: readonly string[],
  machine: Machine,
): Promise<readonly TestResult[]> {
  const out = mkdtempSync(path.join(tmpdir(), 'bpfleet-vm-out-'));
  try {
    const reporters = [
      ['./scripts/test-reporter.ts', 'stdout'],
      ['./e2e/vm/results.ts', 'stderr'],
    ].flatMap(([reporter, to]) => [`--test-reporter=${reporter}`, `--test-reporter-destination=${to}`]);
    const options = ['--test-isolation=none', '--test-timeout=300000', ...reporters];
    const environment = { BPFLEET_TEST_COUNTS: '/out/counts.json', BPFLEET_TEST_RESULTS: '/out/results.jsonl' };
    const command = ['node', '--test', ...options, ...files].map(quoted).join(' ');
    const boot = (): Promise<number> => runInVm({ kernel, command, environment, out, ...machine });
    let code = await boot();
    for (let attempt = 1; attempt < maxBoots && code > 128; attempt += 1) {
      process.stdout.write(
        `vm: node ended by signal ${code - 128}, which it does under emulation now and then: once more\n`,
      );
      code = await boot();
    }
    const counts = process.env['BPFLEET_TEST_COUNTS'];
    const inside = path.join(out, 'counts.json');
    if (counts !== undefined && existsSync(inside)) copyFileSync(inside, counts);
    if (!existsSync(inside))
      throw new VmFailure(`kernel ${kernel.name}: the tests ended without a summary (exit code ${code})`);
    return readResults(path.join(out, 'results.jsonl'));
  } finally {
    rmSync(out, { recursive: true });
  }
}
