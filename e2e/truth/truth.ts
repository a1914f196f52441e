/** Runs truth.c: events whose number and content are known exactly. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from '../../agent/testing/compiled.ts';

const source = path.join(import.meta.dirname, 'truth.c');
const binary = path.join(import.meta.dirname, '../../.cache/workload/truth');

/** `args` as truth.c says; resolves when it has ended, in a cgroup where one is given. */
export async function runTruth(args: readonly (string | number)[], cgroup: string | null): Promise<void> {
  await runProgram(truthProgram(), args.map(String), cgroup);
}

/** Its path. Compiled once; the rename makes parallel builders harmless. */
export function truthProgram(): string {
  if (existsSync(binary) && statSync(binary).mtimeMs >= statSync(source).mtimeMs) return binary;
  mkdirSync(path.dirname(binary), { recursive: true });
  const fresh = `${binary}.${process.pid}`;
  execFileSync('gcc', ['-O1', '-Wall', '-Werror', '-pthread', '-fno-omit-frame-pointer', '-o', fresh, source]);
  renameSync(fresh, binary);
  return binary;
}
