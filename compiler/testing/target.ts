/**
 * The stored Targets of testdata/targets, for tests: NAME.target as `npm run targets` makes them, or, where only
 * some of the tracepoints are of use, NAME.json with its BTF beside it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { targetFromBytes } from '../target/file.ts';
import { parseTarget } from '../target/stored.ts';
import type { CgroupTable, Target } from '../target/target.ts';
import { noTypes, typeTable } from '../target/types.ts';
import { testBinaries } from './binaries.ts';

const folder = join(import.meta.dirname, '..', 'testdata', 'targets');
const defaultName = 'linux-6.18-x86_64';

/** One cgroup. */
const cgroups: CgroupTable = { id: (path) => (path === '/app' ? 7n : null) };

export function storedTarget(name = defaultName): Target {
  return { ...read(name), binaries: testBinaries, cgroups };
}

function read(name: string): Target {
  const file = join(folder, `${name}.target`);
  if (existsSync(file)) return targetFromBytes(unpacked(file), digestOf);
  return parseTarget(readFileSync(join(folder, `${name}.json`), 'utf8'), () => storedBtf(name));
}

/** Raw BTF of the kernel's vmlinux. */
export function storedBtf(name = defaultName): Uint8Array {
  return unpacked(join(folder, `${name}.btf.br`));
}

const known = new Map<string, Target>();

/** The Target that a case asks for in a comment on its first line, `// kernel 6.12-x86_64`, or the usual one; `no-btf` is that
 * without types. */
export function targetOf(script: string): Target {
  const [first = ''] = script.split('\n');
  const version = /^\/\/.*\bkernel (?<version>[\w.-]+)/.exec(first)?.groups?.['version'];
  const name = version === undefined ? defaultName : `linux-${version}`;
  const target = known.get(name) ?? (version === 'no-btf' ? withoutTypes(storedTarget()) : storedTarget(name));
  known.set(name, target);
  return target;
}

function withoutTypes(target: Target): Target {
  return { ...target, types: typeTable(noTypes) };
}

function unpacked(path: string): Uint8Array {
  return brotliDecompressSync(readFileSync(path));
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
