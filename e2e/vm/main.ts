/**
 * `npm run test:vm -- --kernel NAME [FILE…]`: runs the kernel-facing tests, or those named, in one kernel after the other; without
 * `--kernel` in all. `--command 'SHELL COMMAND'` runs that instead, `--out FOLDER` keeps what it writes to /out.
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runInVm, VmFailure } from './boot.ts';
import { findKernel, type VmKernel, vmKernels } from './kernels.ts';
import { kernelTests, testInVm } from './tests.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kernel: { type: 'string', multiple: true },
    command: { type: 'string' },
    out: { type: 'string' },
    minutes: { type: 'string', default: '20' },
    cpus: { type: 'string', default: '1' },
    memory: { type: 'string', default: '3072' },
  },
});
const machine = {
  limitMs: Number(values.minutes) * 60_000,
  cpus: Number(values.cpus),
  memoryMib: Number(values.memory),
};

const names = values.kernel ?? vmKernels.map(({ name }) => name);
const kernels = names.map(findKernel).filter((kernel) => kernel !== null);
if (kernels.length < names.length) {
  process.stderr.write(
    `vm: the kernels are ${vmKernels.map(({ name }) => name).join(', ')}, not ${names.join(', ')}\n`,
  );
  process.exit(2);
}
for (const kernel of kernels) {
  const started = performance.now();
  process.stdout.write(`\n── kernel ${kernel.name}\n`);
  const problem = await problemIn(kernel);
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(`── kernel ${kernel.name}: ${problem ?? 'passed'}, ${seconds} s\n`);
  if (problem !== null) process.exitCode = 1;
}

/** What went wrong, or null. */
async function problemIn(kernel: VmKernel): Promise<string | null> {
  try {
    return values.command === undefined ? await tests(kernel) : await command(kernel, values.command);
  } catch (error) {
    if (error instanceof VmFailure) return error.message;
    throw error;
  }
}

async function tests(kernel: VmKernel): Promise<string | null> {
  const results = await testInVm(kernel, positionals.length > 0 ? positionals : kernelTests(), machine);
  const failed = results.filter(({ outcome }) => outcome === 'failed').length;
  if (results.length === 0) return 'no test ran';
  return failed === 0 ? null : `${failed} of ${results.length} tests failed`;
}

async function command(kernel: VmKernel, text: string): Promise<string | null> {
  const out = values.out ?? null;
  if (out !== null) mkdirSync(out, { recursive: true });
  const code = await runInVm({ kernel, command: text, environment: {}, out, ...machine });
  return code === 0 ? null : `exit code ${code}`;
}
