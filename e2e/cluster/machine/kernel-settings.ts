/**
 * Settings of the whole machine that kubelets change: kept when the first cluster starts, put back when the last one stops.
 *
 * Needs: root.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { clustersFolder } from '../settings.ts';

const names = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
];
const file = path.join(clustersFolder, 'kernel-settings.json');
const at = (name: string): string => path.join('/proc/sys', name);

export function keepKernelSettings(): void {
  if (existsSync(file)) return;
  mkdirSync(clustersFolder, { recursive: true });
  const there = names.filter((name) => existsSync(at(name)));
  const values = Object.fromEntries(there.map((name) => [name, readFileSync(at(name), 'utf8').trim()]));
  writeFileSync(file, JSON.stringify(values));
}

export function restoreKernelSettings(): void {
  if (!existsSync(file)) return;
  const values = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const [name, value] of Object.entries(values)) {
    if (readFileSync(at(name), 'utf8').trim() !== value) writeFileSync(at(name), value);
  }
  rmSync(file);
}
