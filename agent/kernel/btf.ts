/**
 * BTF as the kernel shows it, or one file of it in the place of all that (BPFTRACE_BTF).
 *
 * Needs: sysfs at /sys, or the file. Gives: the types of vmlinux and of the loaded modules, read when they are asked for.
 * Reports: nothing; a kernel without BTF has no modules here, a file of something else gives null.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { type TypeTable, typeTable } from '@bpfleet/compiler';

const folder = '/sys/kernel/btf';

export function liveTypes(): TypeTable {
  return typeTable({
    modules: () => ifThere(() => readdirSync(folder)) ?? [],
    read: (module) => ifThere(() => readFileSync(`${folder}/${module}`)),
  });
}

const magic = Buffer.from([0x9f, 0xeb]);

/** The types of a file of raw BTF; null where it is none. */
export function typesOfFile(path: string): TypeTable | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return null;
  }
  if (!bytes.subarray(0, magic.length).equals(magic)) return null;
  return typeTable({ modules: () => ['vmlinux'], read: (module) => (module === 'vmlinux' ? bytes : null) });
}

function ifThere<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}
