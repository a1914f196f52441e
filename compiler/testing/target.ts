/** The stored Targets of testdata/targets, for tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { parseTarget } from '../target/stored.ts';
import { testBinaries } from './binaries.ts';
import type { Target } from '../target/target.ts';

const folder = join(import.meta.dirname, '..', 'testdata', 'targets');

export function storedTarget(name = 'linux-6.18-x86_64'): Target {
  const stored = parseTarget(readFileSync(join(folder, `${name}.json`), 'utf8'), () => storedBtf(name));
  return { ...stored, binaries: testBinaries };
}

/** Raw BTF of the kernel's vmlinux. */
export function storedBtf(name = 'linux-6.18-x86_64'): Uint8Array {
  return brotliDecompressSync(readFileSync(join(folder, `${name}.btf.br`)));
}
