/**
 * BTF as the kernel shows it.
 *
 * Needs: sysfs at /sys. Gives: the types of vmlinux and of the loaded modules, read when they are asked for.
 * Reports: nothing; a kernel without BTF has no modules here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type TypeTable, typeTable } from '@bpfleet/compiler';

const folder = '/sys/kernel/btf';

export function liveTypes(): TypeTable {
  return typeTable({
    modules: () => (existsSync(folder) ? readdirSync(folder) : []),
    read: (module) => readFileSync(`${folder}/${module}`),
  });
}
