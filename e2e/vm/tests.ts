/**
 * The kernel-facing tests in one kernel.
 *
 * Needs: a kernel, the files. Gives: whether they passed; counts for scripts/test.ts in $BPFLEET_TEST_COUNTS; the results by name.
 * Reports: VmFailure, see boot.ts.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

/** What runs scripts in a kernel and needs no operator or second machine beside it, and no compiler: there is none inside. */
export function kernelTests(): readonly string[] {
  const beside = globSync(['native/test/*.test.ts', 'agent/**/*.kernel.test.ts'], { cwd: checkout });
  const compiles = (file: string): boolean =>
    /'gcc'|'esbuild'|testing\/(?:compiled|workload)\.ts/.test(readFileSync(path.join(checkout, file), 'utf8'));
  const whole = ['e2e/corpus/load.test.ts', 'e2e/corpus.test.ts', 'e2e/functions.test.ts'];
  return [...beside.filter((file) => !compiles(file)).toSorted(), ...whole];
}

/**
 * With several threads under emulation V8 loses track of a page of code now and then, mostly while it starts, and ends by SIGTRAP or
 * SIGSEGV. A fault of ours would come every time.
 */
const maxBoots = 4;

/** `only`: a pattern of the names of tests; null: all. */
export async function testInVm(
  kernel: VmKernel,
  files: readonly string[],
  machine: Machine,
  only: string | null = null,
): Promise<readonly TestResult[]> {
  const out = mkdtempSync(path.join(tmpdir(), 'bpfleet-vm-out-'));
  try {
    const environment = { BPFLEET_TEST_COUNTS: '/out/counts.json', BPFLEET_TEST_RESULTS: '/out/results.jsonl' };
    const command = testCommand(files, only).map(quoted).join(' ');
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

/** The same tests in the kernel that runs here. */
export function testHere(files: readonly string[], only: string | null = null): readonly TestResult[] {
  const out = mkdtempSync(path.join(tmpdir(), 'bpfleet-here-out-'));
  try {
    const results = path.join(out, 'results.jsonl');
    const [program = '', ...args] = testCommand(files, only);
    const env = { ...process.env, BPFLEET_TEST_RESULTS: results };
    spawnSync(program, args, { cwd: checkout, env, stdio: ['ignore', 'inherit', 'inherit'] });
    return existsSync(results) ? readResults(results) : [];
  } finally {
    rmSync(out, { recursive: true });
  }
}

function testCommand(files: readonly string[], only: string | null): readonly string[] {
  const reporters = [
    ['./scripts/test-reporter.ts', 'stdout'],
    ['./e2e/vm/results.ts', 'stderr'],
  ].flatMap(([reporter, to]) => [`--test-reporter=${reporter}`, `--test-reporter-destination=${to}`]);
  const pattern = only === null ? [] : [`--test-name-pattern=${only}`];
  return ['node', '--test', '--test-isolation=none', '--test-timeout=300000', ...pattern, ...reporters, ...files];
}
