/** The `bpfleet` command as a user runs it: streams, exit status, signals. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const program = join(import.meta.dirname, 'main.ts');

interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

interface RunOptions {
  readonly stdin?: string;
  /** Sent when standard error says `Attached`. */
  readonly signal?: NodeJS.Signals;
  /** Added to this process's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Close its standard output after this many bytes. */
  readonly readUpTo?: number;
}

async function bpfleet(
  args: readonly string[],
  { stdin = '', signal, readUpTo, env = {} }: RunOptions = {},
): Promise<Result> {
  const child = spawn(process.execPath, [program, ...args], { stdio: 'pipe', env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    stdout += text;
    if (readUpTo !== undefined && stdout.length >= readUpTo) child.stdout.destroy();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (signal !== undefined && text.startsWith('Attached')) child.kill(signal);
  });
  child.stdin.end(stdin);
  const [status] = (await once(child, 'close')) as [number | null];
  return { stdout, stderr, status };
}

test('output and messages go to their streams, exit(n) is the status', async () => {
  const result = await bpfleet([
    '-e',
    'begin { printf("%s=%d\\n", "a", 1); print(2); @z = 1; @a[3] = 4; exit(3); } end { printf("end\\n"); }',
  ]);
  assert.deepEqual(result, { stdout: 'a=1\n2\nend\n\n\n@a[3]: 4\n@z: 1\n', stderr: 'Attached 2 probes\n', status: 3 });
});

test('a script without probes says what bpftrace says, and lists nothing', async () => {
  const hint = 'HINT: try: begin { printf("hello\\n"); }\n';
  for (const script of [' ', '// nothing', 'config = { max_map_keys = 5 }'])
    assert.deepEqual(await bpfleet(['-e', script]), { stdout: 'No probes to attach\n', stderr: hint, status: 1 });
  assert.deepEqual(await bpfleet(['-l', '-e', '// nothing']), { stdout: '', stderr: '', status: 0 });
});

test('a command is not run for a script that has ended before it', async () => {
  const result = await bpfleet(['-q', '-c', 'echo ran', '-e', 'begin { exit(3); }']);
  assert.deepEqual(result, { stdout: '\n\n', stderr: '', status: 3 });
});

test('a list whose reader goes away', async () => {
  const { stderr, status } = await bpfleet(['-l', 'tracepoint:*'], { readUpTo: 1 });
  assert.deepEqual([stderr, status], ['', 0]);
});

test('-q leaves only the output', async () => {
  assert.deepEqual(await bpfleet(['-q', '-e', 'begin { printf("x"); }']), { stdout: 'x\n\n', stderr: '', status: 0 });
});

test('-f json: one object a line', async () => {
  const { stdout } = await bpfleet([
    '-f',
    'json',
    '-e',
    'begin { printf("x\\n"); print(5); @k["a b"] = count(); @h = hist(3); }',
  ]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  assert.deepEqual(lines, [
    { type: 'attached_probes', count: 1, data: { probes: 1 } },
    { type: 'printf', data: 'x\n' },
    { type: 'value', data: 5 },
    { type: 'hist', data: { '@h': [{ min: 2, max: 3, count: 1 }] } },
    { type: 'map', data: { '@k': { 'a b': 1 } } },
  ]);
});

test('-o writes the output, and only that, to a file', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-command-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'out');
  const result = await bpfleet(['-o', path, '-e', 'begin { printf("x\\n"); }']);
  assert.deepEqual(result, { stdout: '', stderr: 'Attached 1 probe\n', status: 0 });
  assert.equal(readFileSync(path, 'utf8'), 'x\n\n\n');
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends it in good order`, async () => {
    const result = await bpfleet(['-e', 'begin { @ = count(); } interval:s:100 { } end { printf("end\\n"); }'], {
      signal,
    });
    assert.deepEqual(result, { stdout: 'end\n\n\n@: 1\n', stderr: 'Attached 3 probes\n', status: 0 });
  });
}

test('SIGINT ends it while a long script is compiled', async () => {
  const script = `begin { ${'$a = (uint64)1; @m[$a] = $a + 1; '.repeat(20_000)} }`;
  const command = spawn(process.execPath, [program, '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
  command.stdin.on('error', () => undefined).end(script);
  await sleep(1500);
  command.kill('SIGINT');
  const [status, signal] = (await once(command, 'close')) as [number | null, NodeJS.Signals | null];
  assert.deepEqual([status, signal], [null, 'SIGINT']);
});

test('SIGUSR1 runs the probes of self', async () => {
  const result = await bpfleet(
    ['-e', 'self:signal:SIGUSR1 { printf("%s %s\\n", probe, probetype); exit(6); } interval:s:60 { }'],
    { signal: 'SIGUSR1' },
  );
  assert.deepEqual(result, {
    stdout: 'self:signal:SIGUSR1 special\n\n\n',
    stderr: 'Attached 2 probes\n',
    status: 6,
  });
});

test('a reader that goes away ends it', async () => {
  const result = await bpfleet(['-e', 'interval:ms:1 { printf("line\\n"); }'], { readUpTo: 20 });
  assert.deepEqual([result.stderr, result.status], ['Attached 1 probe\n', 0]);
});

const failing = `config = { max_map_keys = 1 }
begin {
  @a[1] = count(); @a[2] = count();
  @b[1]++; @b[2]++;
  $zero = (uint64)0;
  print(8 / $zero);
  print(@b[3]);
  print(str(uptr((int8 *)1)));
  @c = 1;
  exit();
}`;

/** What a warning says, its line and columns. */
function warningsIn(stderr: string): string[] {
  const lines = stderr.split('\n');
  return lines.flatMap((line, index) => {
    const warning = /^stdin:(?<place>\S+): WARNING: (?<text>.*)$/.exec(line)?.groups;
    if (warning === undefined) return [];
    const more = /^Additional Info - helper: (?<helper>\w+, retcode: \S+)$/.exec(lines[index + 1] ?? '')?.groups;
    return [`${warning['place']} ${warning['text']?.slice(0, 23)} ${more?.['helper'] ?? '-'}`];
  });
}

test('failures in the kernel are told with their place: full maps and division always, reads with -k', async () => {
  const full = "Map full; can't update  map_update_elem, retcode: -7";
  const missing = "Can't lookup map elemen map_lookup_elem, retcode: 0";
  const zero = '6:9-18 Divide or modulo by 0 d -';
  const some = await bpfleet(['-e', failing]);
  assert.deepEqual(warningsIn(some.stderr), [`3:28-35 ${full}`, `4:12-19 ${full}`, zero]);
  assert.equal(some.stdout, '1\n0\n\n\n\n@a[1]: 1\n@b[1]: 1\n@c: 1\n');
  assert.doesNotMatch(some.stderr, /Lost/);
  const all = await bpfleet(['-k', '-e', failing]);
  assert.deepEqual(warningsIn(all.stderr), [
    `3:28-35 ${full}`,
    `4:3-10 ${missing}`,
    `4:12-19 ${missing}`,
    `4:12-19 ${full}`,
    zero,
    `7:9-14 ${missing}`,
    '8:9-29 Bad address probe_read_user_str, retcode: -14',
  ]);
  assert.equal(all.stdout, some.stdout);
  const none = await bpfleet(['--no-warnings', '-e', failing]);
  assert.deepEqual(none, { stdout: some.stdout, stderr: 'Attached 1 probe\n', status: 0 });
});

test('a script from standard input; its errors carry the place', async () => {
  const result = await bpfleet(['-'], { stdin: 'begin {\n  @x = nosuch;\n}\n' });
  assert.equal(result.status, 1);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, /^stdin:2:8-14: ERROR: .*nosuch.*\n {2}@x = nosuch;\n {7}~~~~~~\n/);
});

test('--dry-run attaches and prints nothing', async () => {
  assert.deepEqual(
    await bpfleet(['--dry-run', '-e', 'begin { @ = count(); printf("x"); print(@); } end { print(1); }']),
    {
      stdout: '',
      stderr: '',
      status: 0,
    },
  );
});

test('--emit prints a stage and traces nothing', async () => {
  const result = await bpfleet(['--emit', 'ast', '-e', 'begin { @ = count(); }']);
  assert.deepEqual([result.stderr, result.status], ['', 0]);
  assert.match(result.stdout, /attach begin/);
});

test('--emit elf is a text too; --emit-elf writes the object', async (t) => {
  const script = 'tracepoint:sched:sched_switch { @[comm] = count(); }';
  const summary = await bpfleet(['--emit', 'elf', '-e', script]);
  assert.match(summary.stdout, /^section tracepoint\/p0 \d+\n/);
  assert.match(summary.stdout, /^[\n -~]+$/);
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-emit-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'out.o');
  assert.deepEqual(await bpfleet(['--emit-elf', file, '-e', script]), { stdout: '', stderr: '', status: 0 });
  assert.equal(readFileSync(file).subarray(1, 4).toString(), 'ELF');
});

test('wrong usage is one sentence', async () => {
  const cases = [
    [['-q'], "ERROR: no script: give a file, or -e 'SCRIPT'; --help shows examples\n"],
    [['/nowhere/a.bt'], 'ERROR: cannot read the script /nowhere/a.bt: there is no such file or folder\n'],
    [
      ['-o', '/nowhere/out', '-e', 'begin { }'],
      'ERROR: cannot write to /nowhere/out: there is no such file or folder\n',
    ],
    [['-o', '/dev/full', '-q', '-e', 'begin { printf("x"); }'], 'ERROR: cannot write to /dev/full: the disk is full\n'],
  ] as const;
  for (const [args, stderr] of cases) assert.deepEqual(await bpfleet(args), { stdout: '', stderr, status: 1 });
});

test('strings that max_strlen cuts have all its bytes, and a trailer', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cut-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, '0123456789');
  writeFileSync(file, '');
  const check = async (config: string, body: string, printed: string): Promise<void> => {
    const script = `config = { ${config} } tracepoint:syscalls:sys_enter_openat /pid == cpid && str(args.filename, 6) == "${file.slice(0, 5)}"/ { ${body} exit(); }`;
    const { stdout, stderr } = await bpfleet(['-q', '-c', `cat ${file}`, '-e', script]);
    assert.equal(stderr, '');
    assert.equal(stdout.trim(), printed);
  };
  const { length } = file;
  const body = '$s = str(args.filename); print($s); @[$s, 1] = $s;';
  const shown = (text: string): string => `${text}\n\n\n@[${text}, 1]: ${text}`;
  await check(`max_strlen = ${length + 1}`, body, shown(file));
  // Nothing tells it from a longer one: bpftrace says so, too.
  await check(`max_strlen = ${length}`, body, shown(`${file}..`));
  await check(`max_strlen = ${length - 1}`, body, shown(`${file.slice(0, -1)}..`));
  await check(`max_strlen = 8; str_trunc_trailer = "<more>"`, body, shown(`${file.slice(0, 8)}<more>`));
  // What a length cuts is cut, and so is what a wider place takes: that has room for a NUL.
  await check(
    'max_strlen = 8',
    'print(str(args.filename, 7)); $n = 8; print(str(args.filename, $n));',
    `${file.slice(0, 6)}\n${file.slice(0, 7)}`,
  );
  await check('max_strlen = 8', '$n = 9; print(str(args.filename, $n));', `${file.slice(0, 8)}..`);
  await check('max_strlen = 8', '$s = str(args.filename); @t = (1, $s); if (@t.1 == $s) { print(1); } clear(@t);', '1');
});

test('strings that are there already are cut too', async () => {
  const body =
    '$c = curtask->comm; @ = comm; print(str(curtask->comm)); print(str($c)); print(str(@)); print($c); clear(@); exit();';
  const { stdout, stderr } = await bpfleet(['-q', '-e', `config = { max_strlen = 3 } begin { ${body} }`]);
  assert.equal(stderr, '');
  assert.match(stdout, /^(...)\.\.\n\1\.\.\n\1\.\.\n\1[^.]+\n/);
});

test('BPFTRACE_BTF and BPFTRACE_COLOR', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'btf-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const bytes = readFileSync('/sys/kernel/btf/vmlinux');
  const check = async (name: string, content: Buffer, stderr: RegExp, status: number): Promise<void> => {
    const file = join(folder, name);
    writeFileSync(file, content);
    const result = await bpfleet(['-e', 'begin { print(curtask->comm); exit(); }'], { env: { BPFTRACE_BTF: file } });
    assert.match(result.stderr, stderr);
    assert.equal(result.status, status);
  };
  await check('whole', bytes, /^Attached 1 probe$/m, 0);
  await check(
    'cut',
    bytes.subarray(0, 100_000),
    /^ERROR: what this kernel tells of itself is damaged: BTF of vmlinux: .*\n$/,
    255,
  );
  await check(
    'none',
    Buffer.from('text'),
    /^WARNING: BPFTRACE_BTF: .*none is not a file of raw BTF: .*\nstdin:1:15-28: ERROR: /,
    1,
  );
  const red = await bpfleet(['-e', 'begin { nothing() }'], { env: { BPFTRACE_COLOR: 'always' } });
  assert.match(red.stderr.replaceAll('\x1b', 'ESC'), /^ESC\[31mstdin:1:9-18: ERROR: .*ESC\[0m\n/);
  const wrong = await bpfleet(['-V'], { env: { BPFTRACE_COLOR: 'blue' } });
  assert.match(wrong.stderr, /^WARNING: BPFTRACE_COLOR is "blue": it takes auto, always, never\n$/);
});
