/** -c and -p: only the one process counts, and the script ends with it. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';

const program = join(import.meta.dirname, 'main.ts');

function bpfleet(...args: readonly string[]): { stdout: string; stderr: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { stdout, stderr, status };
}

test('-c: the command is held until all is attached, its output is its own, the script ends with it', () => {
  const script = 'software:page-faults:1 { @[comm] = count(); }';
  assert.deepEqual(bpfleet('-o', '/dev/null', '-c', `sh -c 'echo "a b"; echo c'`, '-e', script), {
    stdout: 'a b\nc\n',
    stderr: 'Attached 1 probe\n',
    status: 0,
  });
});

test('-c: perf events are the command’s alone, tracepoints are everyone’s', () => {
  const own = bpfleet('-q', '-c', '/bin/true', '-e', 'software:page-faults:1 { @[comm] = count(); }').stdout;
  assert.match(own, /^\n\n(@\[(true|bpfleet)\]: \d+\n)+$/);
  assert.match(own, /@\[true\]/);
  const all = bpfleet('-q', '-c', 'sleep 0.3', '-e', 'tracepoint:sched:sched_switch { @[comm] = count(); }').stdout;
  assert.match(all, /@\[sleep\]/);
  assert.match(all, /@\[(?!sleep)/);
});

test('-c: a script that ends first takes the command with it', () => {
  const started = Date.now();
  const { status } = bpfleet('-c', 'sleep 30', '-e', 'interval:ms:50 { exit(4); }');
  assert.equal(status, 4);
  assert.ok(Date.now() - started < 15_000);
});

test('-c: a dry run runs nothing', () => {
  assert.equal(bpfleet('--dry-run', '-c', 'echo never', '-e', 'interval:s:1 { }').stdout, '');
});

test('-p: a process that runs already', async (t) => {
  const child = spawn('sh', ['-c', 'read go; for i in 1 2 3; do /bin/true; echo $i; done'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  t.after(() => child.kill('SIGKILL'));
  const tracer = spawn(process.execPath, [
    program,
    '-p',
    `${child.pid}`,
    '-e',
    'tracepoint:syscalls:sys_enter_write { @[comm] = count(); } tracepoint:syscalls:sys_enter_clone* { @clones = count(); }',
  ]);
  let stdout = '';
  tracer.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  await once(tracer.stderr, 'data');
  child.stdin.end('go\n');
  const [status] = (await once(tracer, 'close')) as [number | null];
  assert.equal(status, 0);
  assert.match(stdout, /^\n\n@\[sh\]: 3\n/);
});

test('what cannot be traced', () => {
  assert.deepEqual(bpfleet('-p', '4194304', '-e', 'begin { }'), {
    stdout: '',
    stderr: 'ERROR: -p 4194304: there is no such process\n',
    status: 1,
  });
  assert.deepEqual(bpfleet('-c', 'no-such-program x', '-e', 'begin { }'), {
    stdout: '',
    stderr: "ERROR: cannot run the command 'no-such-program': there is no such program, or it is not executable\n",
    status: 1,
  });
});
