/** Runs e2e/workload/workload.c, a process that makes exactly so many system calls of one kind in a cgroup. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface WorkloadOptions {
  readonly cgroup: string;
  /** At most 15 bytes. */
  readonly comm: string;
  /** `write`: the i-th call (from 0) writes i % 1000 + 1 bytes. */
  readonly syscall: 'getppid' | 'write';
  readonly count: number;
  /** Time over which the calls are spread; 0: as fast as possible. */
  readonly spreadMs: number;
}

/** Resolves when it has made its calls and ended. */
export async function runWorkload({ cgroup, comm, syscall, count, spreadMs }: WorkloadOptions): Promise<void> {
  const child = spawn(program(), [cgroup, comm, syscall, String(count), String(spreadMs)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`workload ${comm} ended with ${code}`);
}

const source = join(import.meta.dirname, '../../e2e/workload/workload.c');
let built: string | null = null;

/** Compiled once a process; the rename makes parallel builders harmless. */
function program(): string {
  if (built !== null) return built;
  const path = join(import.meta.dirname, '../../.cache/workload/agent-tests');
  mkdirSync(dirname(path), { recursive: true });
  execFileSync('gcc', ['-O1', '-o', `${path}.${process.pid}`, source]);
  renameSync(`${path}.${process.pid}`, path);
  built = path;
  return path;
}
