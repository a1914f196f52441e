/** The local command in places and at moments that are not nice: signals, floods, missing rights and mounts. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { programsGone, programsOf } from './harness/kernel.ts';

const program = join(import.meta.dirname, '../agent/local/main.ts');
const launcher = join(import.meta.dirname, '../bin/bpfleet');

interface Running {
  readonly pid: number;
  /** Until now. */
  output(): string;
  messages(): string;
  /** Resolves when standard error says that it is attached. */
  readonly attached: Promise<void>;
  /** The exit status, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
  kill(signal: NodeJS.Signals): void;
  readonly stdout: NodeJS.ReadableStream;
}

function start(command: string, args: readonly string[]): Running {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const { promise: attached, resolve } = Promise.withResolvers<void>();
  let [output, messages] = ['', ''];
  child.stdout.setEncoding('latin1').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    messages += text;
    if (messages.includes('Attached')) resolve();
  });
  const ended = once(child, 'close').then(([status, signal]) => (signal ?? status) as number | string | null);
  return {
    pid: child.pid ?? 0,
    output: () => output,
    messages: () => messages,
    attached,
    ended,
    kill: (signal) => void child.kill(signal),
    stdout: child.stdout,
  };
}

const run = (script: string): Running => start(process.execPath, [program, '-e', script]);

/** Calls getpgid as often as it can for so many milliseconds. */
async function callGetpgid(milliseconds: number): Promise<void> {
  const loop = `import os,time\nend=time.time()+${milliseconds / 1000}\nwhile time.time()<end: os.getpgid(0)`;
  const [status] = (await once(spawn('python3', ['-c', loop], { stdio: 'inherit' }), 'close')) as [number | null];
  assert.equal(status, 0);
}

test('the bundle starts from what V8 made of it when it was built', async () => {
  const running = start('env', ['NODE_DEBUG_NATIVE=COMPILE_CACHE', launcher, '--version']);
  assert.equal(await running.ended, 0);
  assert.match(running.output() + running.messages(), /bpfleet\.cjs was accepted/);
});

test('the bundle loads what few runs need: checksums, compression, other processes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-local-'));
  try {
    const file = join(folder, 'target');
    assert.equal(await start(launcher, ['target', 'dump', file]).ended, 0);
    const emitted = start(launcher, ['--emit=asm', '--target', file, '-e', 'begin { exit(); }']);
    assert.equal(await emitted.ended, 0, emitted.messages());
    const running = start(launcher, [
      '--unsafe',
      '-e',
      'begin { system("echo $NODE_COMPILE_CACHE from a shell"); exit(); }',
    ]);
    assert.equal(await running.ended, 0, running.messages());
    assert.match(running.output(), /^ ?from a shell$/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('kill -9 leaves nothing loaded', async () => {
  const running = run('tracepoint:syscalls:sys_enter_openat { @[comm] = count(); } interval:ms:10 { @n++; }');
  await running.attached;
  const programs = programsOf([running.pid]);
  assert.ok(programs.length >= 2);
  running.kill('SIGKILL');
  assert.equal(await running.ended, 'SIGKILL');
  await programsGone(programs);
});

test('SIGUSR1 opens no debugger, SIGPIPE ends nothing', async () => {
  const running = start(launcher, ['-e', 'begin { @x = 1; } interval:s:60 { }']);
  await running.attached;
  running.kill('SIGUSR1');
  running.kill('SIGPIPE');
  await sleep(300);
  running.kill('SIGINT');
  assert.equal(await running.ended, 0);
  assert.deepEqual([running.messages(), running.output()], ['Attached 2 probes\n', '\n\n@x: 1\n']);
});

test('two at the same time do not see each other', async () => {
  const both = [1, 2].map(async (n) => {
    const running = run(`begin { @only${n} = ${n}; } interval:ms:300 { exit(${n}); }`);
    assert.equal(await running.ended, n);
    assert.equal(running.output(), `\n\n@only${n}: ${n}\n`);
  });
  await Promise.all(both);
});

test('a flood against a slow reader: printed and lost are all there was', async () => {
  const running = run(
    'tracepoint:syscalls:sys_enter_getpgid { @emitted = count(); printf("line %d of a flood %s\\n", pid, comm); }',
  );
  await running.attached;
  running.stdout.pause();
  await callGetpgid(1500);
  await sleep(500);
  running.kill('SIGTERM');
  running.stdout.resume();
  assert.equal(await running.ended, 0);
  const printed = running.output().match(/^line \d+ of a flood \S+$/gm)?.length ?? 0;
  const emitted = Number(/^@emitted: (\d+)$/m.exec(running.output())?.[1]);
  const lost = Number(/Total lost event count: (\d+)/.exec(running.messages())?.[1] ?? 0);
  assert.ok(emitted > 10_000 && lost > 0 && printed > 0, `${emitted} emitted, ${lost} lost, ${printed} printed`);
  assert.equal(printed + lost, emitted);
  const reported = [...running.messages().matchAll(/^Lost (\d+) events?$/gm)].map(([, n]) => Number(n));
  assert.equal(
    reported.reduce((sum, n) => sum + n, 0),
    lost,
  );
});

test('exit() within a flood ends it, after just as many lines', async () => {
  const running = run(
    'tracepoint:syscalls:sys_enter_getpgid /comm == "python3"/ { @n++; printf("line\\n"); if (@n == 3000) { exit(9); } }',
  );
  await running.attached;
  await callGetpgid(1000);
  assert.equal(await running.ended, 9);
  assert.equal(running.output(), `${'line\n'.repeat(3000)}\n\n@n: 3000\n`);
});

test('what a machine lacks is one sentence', () => {
  const without = (folder: string): string[] => ['unshare', '-m', 'sh', '-c', `umount -l ${folder}; exec "$@"`, 'sh'];
  // Not another user: the repository may be where only root reads.
  const unprivileged = ['setpriv', '--bounding-set=-bpf,-perfmon,-sys_admin'];
  const cases = [
    [unprivileged, 'ERROR: tracing needs root (or CAP_BPF and CAP_PERFMON): run it with sudo\n'],
    [without('/sys'), 'ERROR: cannot read the number of CPUs: sysfs must be mounted at /sys\n'],
    [without('/proc'), 'ERROR: tracing needs the proc filesystem: mount it at /proc\n'],
  ] as const;
  for (const [wrapper, message] of cases) {
    const { stdout, stderr, status } = spawnSync('env', [...wrapper, process.execPath, program, '-e', 'begin { }'], {
      encoding: 'utf8',
    });
    assert.deepEqual({ stdout, stderr, status }, { stdout: '', stderr: message, status: 1 });
  }
});

test('reads that fail are told of with -k alone', () => {
  const script = 'begin { print(str(kptr(8))); exit(); }';
  const messages = (...flags: string[]): string =>
    spawnSync(process.execPath, [program, ...flags, '-e', script], { encoding: 'utf8' }).stderr;
  assert.equal(messages(), 'Attached 1 probe\n');
  const told = [
    'Attached 1 probe',
    'stdin:1:15-27: WARNING: Numerical result out of range',
    'Additional Info - helper: probe_read_kernel_str, retcode: -34',
    script,
    '              ~~~~~~~~~~~~',
    '',
  ];
  assert.equal(messages('-k'), told.join('\n'));
});
