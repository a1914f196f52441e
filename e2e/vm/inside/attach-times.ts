/** Inside a VM of attach-times.ts: both commands in turn, from start to exit. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const runs = Number(process.argv[2] ?? 5);
/** Part of the names of those that run. */
const only = process.argv[3] ?? '';
const maxRatio = 0.5;

const scripts: Readonly<Record<string, string>> = {
  'kprobe:vfs_*': 'kprobe:vfs_* { @[func] = count(); } begin { exit(); }',
  'kprobe:tcp_*': 'kprobe:tcp_* { @[func] = count(); } begin { exit(); }',
  'both ends of tcp_*': 'kprobe:tcp_*, kretprobe:tcp_* { @[func] = count(); } begin { exit(); }',
  'kprobe:vfs_read': 'kprobe:vfs_read { @ = count(); } begin { exit(); }',
  'kprobe:*sk*': 'config = { max_probes = 4096 } kprobe:*sk* { @ = count(); } begin { exit(); }',
};

const commands: Readonly<Record<string, readonly [string, ...string[]]>> = {
  bpfleet: ['bin/bpfleet', '-e'],
  bpftrace: ['chroot', '/bpftrace', '/usr/bin/bpftrace', '-e'],
};

for (const folder of ['proc', 'sys', 'dev', 'tmp']) {
  mkdirSync(`/bpftrace/${folder}`, { recursive: true });
  execFileSync('mount', ['--rbind', `/${folder}`, `/bpftrace/${folder}`]);
}

function milliseconds(name: string, script: string): number {
  const [program = '', ...args] = commands[name] ?? [];
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(program, [...args, script], { encoding: 'utf8' });
  const took = performance.now() - started;
  if (status !== 0) throw new Error(`${name}: exit code ${status}\n${stdout}${stderr}`);
  return took;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

for (const [name, script] of Object.entries(scripts).filter(([one]) => one.includes(only))) {
  const times = new Map(Object.keys(commands).map((command): [string, number[]] => [command, []]));
  for (let i = 0; i < runs; i += 1) {
    for (const [command, list] of times) list.push(milliseconds(command, script));
  }
  const [ours = 0, theirs = 0] = [...times.values()].map(median);
  const ratio = ours / theirs;
  const verdict = ratio <= maxRatio ? '' : ' TOO SLOW';
  process.stdout.write(
    `${name}: bpfleet ${Math.round(ours)} ms, bpftrace ${Math.round(theirs)} ms, ratio ${ratio.toFixed(2)}${verdict}\n`,
  );
  if (ratio > maxRatio) process.exitCode = 1;
}
