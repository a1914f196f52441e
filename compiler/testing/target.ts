/** The stored Targets of testdata/targets, for tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { parseTargetText } from '../target/stored.ts';
import type { Target } from '../target/target.ts';
import { typeTable } from '../target/types.ts';

const folder = join(import.meta.dirname, '..', 'testdata', 'targets');

export function storedTarget(name = 'linux-6.18-x86_64'): Target {
  const target = parseTargetText(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const types = typeTable({
    modules: () => ['vmlinux'],
    read: () => storedBtf(name),
  });
  return { ...target, types };
}

/** Raw BTF of the kernel's vmlinux. */
export function storedBtf(name = 'linux-6.18-x86_64'): Uint8Array {
  return brotliDecompressSync(readFileSync(join(folder, `${name}.btf.br`)));
}
