/** `--info`: what this kernel and this build can do, in the sections and words of bpftrace's. */
import { readFileSync } from 'node:fs';
import { release, type as systemName, version } from 'node:os';
import type { Target } from '@bpfleet/compiler';
import packageJson from '../package.json' with { type: 'json' };
import { libbpfVersion } from '../kernel/target.ts';

export function infoText(target: Target): string {
  const yes = (is: boolean): string => (is ? 'yes' : 'no');
  const helper = (name: string): string => yes(target.helpers.has(name));
  const modules = target.types.modules();
  return [
    section('System', [`OS: ${systemName()} ${release()} ${version()}`, `Arch: ${target.arch}`]),
    section('Build', [`version: v${packageJson.version}`, `libbpf: ${libbpfVersion()}`, `Node: ${process.version}`]),
    table('Kernel helpers', [
      ['get_tai_ns', helper('ktime_get_tai_ns')],
      ['lookup_percpu_elem', helper('map_lookup_percpu_elem')],
      ['loop', helper('loop')],
      ['for_each_map_elem', helper('for_each_map_elem')],
    ]),
    table('Kernel features', [
      ['Instruction set', `v${target.isa}`],
      ['btf', yes(modules.includes('vmlinux'))],
      ['module btf', yes(modules.length > 1)],
      ['lockdown', lockdown() ?? 'no'],
      ['possible CPUs', `${target.possibleCpus}`],
      ['tracepoints', `${target.tracepoints.names().length}`],
    ]),
  ].join('\n');
}

function section(heading: string, lines: readonly string[]): string {
  return `${heading}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

/** Two columns, as wide as bpftrace's. */
function table(heading: string, cells: readonly (readonly [name: string, value: string])[]): string {
  const texts = cells.map(([name, value]) => `${name}: ${value}`);
  const rows = texts.flatMap((text, index) =>
    index % 2 === 1 ? [] : [`${text.padEnd(33)}${texts[index + 1] ?? ''}`.trimEnd()],
  );
  return section(heading, rows);
}

/** The level in brackets (security/lockdown/lockdown.c); null where the kernel has no lockdown. */
function lockdown(): string | null {
  try {
    return /\[(\w+)\]/.exec(readFileSync('/sys/kernel/security/lockdown', 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}
