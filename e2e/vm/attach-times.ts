/**
 * `npm run attach-times [-- --kernel 6.12 --runs 5 --only tcp]`: thousands of kprobes from start to exit, this command and bpftrace in one VM.
 *
 * Needs: root, what boot.ts needs, the Debian with bpftrace that `npm run sidebyside` makes.
 * Gives: a table; exit code 1 where a script takes more than half of bpftrace's time. Reports: VmFailure.
 */
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bpftraceRoot } from '../sidebyside/programs.ts';
import { runInVm } from './boot.ts';
import { quoted } from './init.ts';
import { findKernel } from './kernels.ts';
import { filesArchive } from './root.ts';

const { values } = parseArgs({
  options: {
    kernel: { type: 'string', default: '6.12' },
    runs: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
  },
});
const kernel = findKernel(values.kernel);
if (kernel === null) throw new Error(`there is no kernel ${values.kernel}`);
const root = bpftraceRoot();

const program = '/usr/bin/bpftrace';
const run = (...command: readonly string[]): string => execFileSync('chroot', [root, ...command], { encoding: 'utf8' });
const libraries = [...run('/usr/bin/ldd', program).matchAll(/(?<file>\/\S+) \(0x/g)].map(
  ({ groups }) => groups?.['file'] ?? '',
);
const version = run(program, '--version').trim().split(' ').at(-1);
const files = new Map([program, ...libraries].map((file) => [`/bpftrace${file}`, insideRoot(root, file)]));

const command = `node e2e/vm/inside/attach-times.ts ${values.runs} ${quoted(values.only)}`;
const archives = [filesArchive(`bpftrace-${version}`, files)];
const machine = { limitMs: 20 * 60_000, cpus: 1, memoryMib: 6144, out: null, environment: {} };
process.exitCode = await runInVm({ kernel, command, archives, ...machine });

/** The file behind links, which are those of the root. */
function insideRoot(folder: string, file: string): string {
  return realpathSync(path.join(folder, run('/usr/bin/readlink', '-f', file).trim()));
}
