/** Programs and libraries in C or C++ that a test compiles for itself, in a folder that goes with the test. */
import { execFileSync, type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A new folder that is removed when the test ends. */
export function testFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Compiles `source` to `folder/name`; gives its path. `flags` go to the compiler. */
export function compileC(folder: string, name: string, source: string, flags: readonly string[] = []): string {
  return compileWith('gcc', 'c', folder, name, source, flags);
}

export function compileCpp(folder: string, name: string, source: string, flags: readonly string[] = []): string {
  return compileWith('g++', 'cc', folder, name, source, flags);
}

function compileWith(
  compiler: string,
  extension: string,
  folder: string,
  name: string,
  source: string,
  flags: readonly string[],
): string {
  const path = join(folder, name);
  writeFileSync(`${path}.${extension}`, source);
  execFileSync(compiler, ['-O1', '-fno-omit-frame-pointer', ...flags, '-o', path, `${path}.${extension}`]);
  return path;
}

/** Runs it to its end in a cgroup, where one is given; throws unless it ends with 0. */
export async function runProgram(path: string, args: readonly string[], cgroup: string | null): Promise<void> {
  const child = startProgram(path, args, cgroup);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${path} ended with ${code}`);
}

/** Runs it in a cgroup, where one is given. Its standard input and output are pipes. */
export function startProgram(path: string, args: readonly string[], cgroup: string | null): ChildProcess {
  if (cgroup === null) return spawn(path, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const script = 'echo $$ > "$0/cgroup.procs" && exec "$@"';
  return spawn('sh', ['-c', script, cgroup, path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
}
