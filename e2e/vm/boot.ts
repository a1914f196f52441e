/**
 * One run of one command in one kernel.
 *
 * Needs: qemu for the kernel's architecture, what root.ts needs. Plain emulation: no KVM.
 * Gives: the command's exit code and what it wrote to /out; its output is passed on as it comes.
 * Reports: VmFailure for a panic, a time-out or a VM that ended without a report.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exitLine, initScript, outStart } from './init.ts';
import { type VmKernel, vmlinuz } from './kernels.ts';
import { machines } from './machines.ts';
import { partsFor } from './parts.ts';
import { baseArchive, checkoutArchive } from './root.ts';

export class VmFailure extends Error {
  override readonly name = 'VmFailure';
}

export interface VmRun {
  readonly kernel: VmKernel;
  /** For `sh -c`, inside the checkout. */
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly limitMs: number;
  readonly cpus: number;
  readonly memoryMib: number;
  /** A folder that /out is unpacked to; null: what stands there is dropped. */
  readonly out: string | null;
  /** More of the root: gzip'd cpio archives. */
  readonly archives?: readonly string[];
}

/** A kernel that did not come to its first process: on a busy machine an emulated one may miss the interrupt that it waits for. */
class StalledBoot extends VmFailure {}

/** Boots take five seconds, and many times that where everything else runs too. */
const bootLimitMs = 180_000;
const maxStalls = 2;

/** The command's exit code. */
export async function runInVm(run: VmRun): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpfleet-vm-run-'));
  try {
    const initrd = path.join(folder, 'initrd');
    const environment = { ...run.environment, BPFLEET_VM_KERNEL: run.kernel.name };
    const parts = partsFor(run.kernel.architecture);
    const init = initScript(run.command, environment, machines[run.kernel.architecture].channelDevice);
    const archives = [baseArchive(parts), ...(run.archives ?? [])].map((file) => readFileSync(file));
    writeFileSync(initrd, Buffer.concat([...archives, checkoutArchive(parts, init)]));
    const report = path.join(folder, 'report');
    for (let stalls = 0; ; stalls += 1) {
      try {
        await boot(run, initrd, report);
        break;
      } catch (error) {
        if (!(error instanceof StalledBoot) || stalls === maxStalls) throw error;
        process.stdout.write(`vm: ${error.message}: once more\n`);
      }
    }
    return readReport(report, run.out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function boot(run: VmRun, initrd: string, report: string): Promise<void> {
  const { kernel } = run;
  const machine = machines[kernel.architecture];
  const settings = [
    machine.options,
    `-accel tcg,thread=multi -smp ${run.cpus} -m ${run.memoryMib}`,
    '-display none -monitor none -nodefaults -no-reboot -net none',
    `-serial stdio -chardev file,id=report,path=${report} ${machine.channel}`,
  ].flatMap((line) => line.split(' '));
  const files = ['-kernel', vmlinuz(kernel), '-initrd', initrd];
  const append = [
    '-append',
    `console=${machine.console} quiet panic=-1 oops=panic rdinit=/init ${machine.kernelOptions(run.cpus)}`,
  ];
  const child = spawn(machine.program, [...settings, ...files, ...append], { stdio: ['ignore', 'pipe', 'inherit'] });
  let tail = '';
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    tail = (tail + chunk.toString('latin1')).slice(-20_000);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), run.limitMs);
  let stalled = false;
  const bootTimer = setTimeout(() => {
    stalled = (statSync(report, { throwIfNoEntry: false })?.size ?? 0) === 0;
    if (stalled) child.kill('SIGKILL');
  }, bootLimitMs);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (/Kernel panic - not syncing/.test(tail)) throw new VmFailure(`kernel ${kernel.name} panicked`);
    if (stalled) throw new StalledBoot(`kernel ${kernel.name}: did not boot within ${bootLimitMs / 1000} s`);
    if (signal !== null)
      throw new VmFailure(`kernel ${kernel.name}: ended after ${run.limitMs / 1000} s without a report`);
    if (code !== 0) throw new VmFailure(`kernel ${kernel.name}: ${machine.program} ended with ${code}`);
  } finally {
    clearTimeout(timer);
    clearTimeout(bootTimer);
    child.kill('SIGKILL');
  }
}

function readReport(file: string, out: string | null): number {
  const lines = readFileSync(file, 'utf8').replaceAll('\r', '').split('\n');
  const start = lines.indexOf(outStart);
  const end = lines.findIndex((line) => line.startsWith(exitLine));
  if (start < 0 || end < 0)
    throw new VmFailure('the VM ended without a report: its init was killed, or the machine was reset');
  const archive = Buffer.from(lines.slice(start + 1, end).join(''), 'base64');
  if (out !== null) {
    const { status } = spawnSync('tar', ['-C', out, '-xz'], { input: archive, stdio: ['pipe', 'inherit', 'inherit'] });
    if (status !== 0) throw new VmFailure('what the VM wrote to /out cannot be unpacked');
  }
  return Number(lines[end]?.slice(exitLine.length));
}
