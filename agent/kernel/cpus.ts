import { readFileSync } from 'node:fs';

/** The kernel's CPU list format: `0-3,8`. An empty list is no CPU. */
export function parseCpuList(text: string): readonly number[] {
  const cpus: number[] = [];
  for (const part of text.trim().split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (match === null) continue;
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    for (let cpu = first; cpu <= last; cpu += 1) cpus.push(cpu);
  }
  return cpus;
}

/** CPUs that run programs now (/sys/devices/system/cpu/online). */
export function onlineCpus(): readonly number[] {
  return parseCpuList(readFileSync('/sys/devices/system/cpu/online', 'utf8'));
}
