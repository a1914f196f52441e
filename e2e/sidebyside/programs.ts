/**
 * The two programs, and the workload that both trace.
 *
 * Needs: root; for bpftrace debootstrap and a Debian mirror. Gives: the outcome of running a case with each. Reports:
 * throws where a program cannot be run at all.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SideBySideCase } from './cases.ts';
import type { Outcome } from './transcript.ts';

const repository = join(import.meta.dirname, '../..');
const source = join(import.meta.dirname, 'workload.c');
/** Both programs, one of them in a root of its own, see the workload at this path: it stands in scripts with uprobes. */
const shared = '/tmp/bpfleet-sidebyside';
const workload = `${shared}/sbs`;
/** The release that the command is measured against. */
const release = 'v0.27.1';
const timeoutMs = 60_000;

/** Compiles the workload; a second run finds it there. */
export function buildWorkload(): void {
  if (existsSync(workload) && statSync(workload).mtimeMs >= statSync(source).mtimeMs) return;
  mkdirSync(shared, { recursive: true });
  const fresh = `${workload}.${process.pid}`;
  execFileSync('gcc', ['-O1', '-g', '-fno-omit-frame-pointer', '-Wall', '-Werror', '-o', fresh, source]);
  renameSync(fresh, workload);
}

/** The scripts come from standard input: their files are not to be seen in the other root. */
export function runBpfleet(one: SideBySideCase): Outcome {
  const program = join(repository, 'agent/local/main.ts');
  return run(process.execPath, [program, ...argumentsOf(one), '-'], readFileSync(one.path, 'utf8'));
}

export function runBpftrace(root: string, one: SideBySideCase): Outcome {
  return run('unshare', inside(root, [...argumentsOf(one), '-']), readFileSync(one.path, 'utf8'));
}

function argumentsOf({ workload: part, flags }: SideBySideCase): readonly string[] {
  return [...flags, ...(part === null ? [] : ['-c', `${workload} ${part}`])];
}

function run(command: string, args: readonly string[], input: string): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'latin1',
    timeout: timeoutMs,
    env: { ...process.env, TZ: 'UTC' },
    input,
  });
  if (error !== undefined) throw new Error(`${command}: ${error.message}\n${stderr}`, { cause: error });
  return { status, stdout, stderr };
}

/** A mount namespace of its own: nothing stays mounted. */
function inside(root: string, args: readonly string[]): readonly string[] {
  const script = `set -e; cd "$0"; mount --rbind /proc proc; mount --rbind /sys sys; mount --rbind /dev dev
    [ -e sys/kernel/tracing/events ] || mount -t tracefs tracefs sys/kernel/tracing
    mkdir -p .${shared}; mount --bind ${shared} .${shared}; exec chroot . /usr/bin/bpftrace "$@"`;
  return ['-m', 'sh', '-c', script, root, ...args];
}

/** A Debian sid with bpftrace, made once; BPFLEET_SIDEBYSIDE_ROOT names one that is there. */
export function bpftraceRoot(): string {
  const root = process.env['BPFLEET_SIDEBYSIDE_ROOT'] ?? join(repository, '.cache/sidebyside/sid');
  if (!existsSync(join(root, 'usr/bin/bpftrace'))) makeRoot(root);
  mkdirSync(shared, { recursive: true });
  const version = run('unshare', inside(root, ['-V']), '').stdout.trim();
  if (version !== `bpftrace ${release}`)
    throw new Error(`${root} has ${version || 'no bpftrace that runs'}; the outputs are compared with ${release}`);
  return root;
}

function makeRoot(root: string): void {
  const fresh = `${root}.making`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const mirror =
    execFileSync('apt-get', ['indextargets', '--format', '$(SITE)'], { encoding: 'utf8' }).split('\n')[0] ?? '';
  process.stderr.write(`sidebyside: making a Debian sid with bpftrace in ${root}\n`);
  execFileSync('debootstrap', ['--variant=minbase', '--include=bpftrace', 'sid', fresh, mirror], { stdio: 'inherit' });
  renameSync(fresh, root);
}
