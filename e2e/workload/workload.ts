/** Runs workload.c: a process in a given cgroup that makes exactly so many events, and the oracle of what they add up to. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

export interface WorkloadOptions {
  readonly cgroup: string;
  /** At most 15 bytes. */
  readonly comm: string;
  readonly syscall: 'getppid' | 'write' | 'read';
  readonly count: number;
  /** Time over which the calls are spread, ms; 0: as fast as possible. */
  readonly spreadMs?: number;
}

/** A workload that has joined its cgroup and waits. */
export interface Workload {
  readonly pid: number;
  /** Lets it make its calls; resolves when it has ended, rejects when it failed. */
  go(): Promise<void>;
  kill(): void;
}

export function startWorkload(options: WorkloadOptions): Workload {
  const { cgroup, comm, syscall, count, spreadMs = 0 } = options;
  const child = spawn(build(), [cgroup, comm, syscall, String(count), String(spreadMs)], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const exited = once(child, 'close');
  return { pid: child.pid ?? 0, go: () => release(child, exited, comm), kill: () => void child.kill('SIGKILL') };
}

/** Starts it and lets it run to its end. */
export async function runWorkload(options: WorkloadOptions): Promise<void> {
  await startWorkload(options).go();
}

/** Sum of the sizes of the first `count` calls of `write`. */
export function bytesWritten(count: number): bigint {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += (i % 1000) + 1;
  return BigInt(sum);
}

/** Log2 bucket index (results: ValueSchema hist with bits 0) → calls, of the first `count` calls of `write`. */
export function writeBuckets(count: number): ReadonlyMap<number, bigint> {
  const buckets = new Map<number, bigint>();
  for (let i = 0; i < count; i += 1) {
    const size = (i % 1000) + 1;
    const index = 32 - Math.clz32(size) + 1;
    buckets.set(index, (buckets.get(index) ?? 0n) + 1n);
  }
  return buckets;
}

async function release(child: ChildProcess, exited: Promise<unknown[]>, comm: string): Promise<void> {
  child.stdin?.end('g');
  const [code, signal] = await exited;
  if (code !== 0 && signal === null) throw new Error(`workload ${comm} ended with ${String(code)}`);
}

const source = path.join(import.meta.dirname, 'workload.c');
const cache = path.join(import.meta.dirname, '../../.cache/workload');

/** Compiled once; the rename makes parallel builders harmless. `compiler`: gcc, or the one for another architecture. */
export function build(compiler = 'gcc'): string {
  const binary = path.join(cache, compiler === 'gcc' ? 'workload' : `workload-${compiler}`);
  if (existsSync(binary) && statSync(binary).mtimeMs >= statSync(source).mtimeMs) return binary;
  mkdirSync(cache, { recursive: true });
  const fresh = `${binary}.${process.pid}`;
  execFileSync(compiler, ['-O1', '-Wall', '-Werror', '-o', fresh, source]);
  renameSync(fresh, binary);
  return binary;
}
