/**
 * BTF as the kernel shows it.
 *
 * Needs: sysfs at /sys. Gives: the types of vmlinux and of the loaded modules, read when they are asked for.
 * Reports: nothing; a kernel without BTF has no modules here.
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

function ifThere<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}
