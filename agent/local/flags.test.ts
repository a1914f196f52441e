import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ignoredOptions, parseFlags } from './flags.ts';
import type { EmitRequest, ListRequest, RunRequest, ScriptRequest } from './requests.ts';
import { UsageError } from './usage.ts';

const script: ScriptRequest = {
  script: { kind: 'inline', text: 'S' },
  parameters: { positional: [], named: [] },
  probeFilter: null,
  unsafe: false,
};
const plain: RunRequest = {
  kind: 'run',
  ...script,
  format: 'text',
  buffering: 'line',
  output: null,
  tracee: { kind: 'none' },
  warnings: 'some',
  stages: [],
  dryRun: false,
  quiet: false,
  verbose: false,
};

function check(line: string, expected: Partial<RunRequest>): void {
  assert.deepEqual(parseFlags(line.split(' ')), { ...plain, ...expected });
}

function checkEmit(line: string, expected: Pick<EmitRequest, 'what'> & Partial<Pick<EmitRequest, 'target'>>): void {
  assert.deepEqual(parseFlags(line.split(' ')), { kind: 'emit', ...script, target: null, ...expected });
}

function checkList(line: string, what: ListRequest['what'], verbose = false): void {
  assert.deepEqual(parseFlags(line.split(' ')), { kind: 'list', what, verbose });
}

function checkError(line: string, expected: RegExp): void {
  assert.throws(
    () => parseFlags(line === '' ? [] : line.split(' ')),
    (error) => error instanceof UsageError && expected.test(error.message),
  );
}

test('runs', () => {
  check('-e S', {});
  check('--execute=S -q -v', { quiet: true, verbose: true });
  check('-e S -f json -o out', { format: 'json', output: 'out' });
  check('-fjson -B none -e S', { format: 'json', buffering: 'none' });
  check('--dry-run a.bt', { dryRun: true, script: { kind: 'file', path: 'a.bt' } });
  check('-', { script: { kind: 'file', path: '-' } });
  check('-e S -p 12', { tracee: { kind: 'process', pid: 12 } });
  check('-c ls -e S', { tracee: { kind: 'command', command: 'ls' } });
  check('-e S -k', { warnings: 'all' });
  check('--no-warnings -e S', { warnings: 'none' });
  check('--unsafe -e S --probe-filter ^t', { unsafe: true, probeFilter: /^t/ });
  check('-d types,ast -d elf -e S', { stages: ['ast', 'typed', 'elf'] });
  check('--dry --verb --uns -e S', { dryRun: true, verbose: true, unsafe: true });
  check('-qe S -o -x', { quiet: true, output: '-x' });
  check('-p 0x10 -e S', { tracee: { kind: 'process', pid: 16 } });
  check('-b --usdt-file-activation --no-feature kprobe_multi,uprobe_multi -e S', {});
});

test('parameters follow the script', () => {
  check('-e S 1 a -q', { quiet: true, parameters: { positional: ['1', 'a'], named: [] } });
  check('a.bt 1 -- -2 --x=3 --y --z= 4', {
    script: { kind: 'file', path: 'a.bt' },
    parameters: {
      positional: ['1', '-2', '4'],
      named: [
        ['x', '3'],
        ['y', null],
        ['z', ''],
      ],
    },
  });
});

test('what traces nothing', () => {
  checkEmit('--emit ir -e S', { what: { kind: 'stage', stage: 'ir', output: null } });
  checkEmit('--emit ir -o f -e S', { what: { kind: 'stage', stage: 'ir', output: 'f' } });
  checkEmit('--emit-elf out.o -e S', { what: { kind: 'object', output: 'out.o' } });
  checkEmit('--emit-elf o --target t -e S', { what: { kind: 'object', output: 'o' }, target: 't' });
  assert.deepEqual(parseFlags(['target', 'dump', 'x']), { kind: 'dumpTarget', output: 'x' });
  checkList('-l', { kind: 'pattern', pattern: null });
  checkList('-lv tracepoint:a:*', { kind: 'pattern', pattern: 'tracepoint:a:*' }, true);
  checkList('-l -e S', { kind: 'script', ...script });
  checkList('-l a.bt', { kind: 'script', ...script, script: { kind: 'file', path: 'a.bt' } });
  assert.deepEqual(parseFlags(['--info']), { kind: 'info' });
});

test('options of bpftrace that have no effect here', () => {
  check('-I /usr/include --include a.h --debuginfo /d -e S', {});
  assert.deepEqual(
    ignoredOptions(['-I', '/x', '--btf', '--dwarf-pid=1']).map((text) => text.split(':')[0]),
    ['-I has no effect', '--dwarf-pid has no effect'],
  );
  check('-d verifier,ast -e S', { stages: ['ast'] });
  assert.match(ignoredOptions(['-d', 'verifier,ast'])[0] ?? '', /^-d verifier has no effect: /);
});

test('an empty value is none', () => {
  const empty = parseFlags(['-p', '', '-c', '', '-o', '', '-e', 'S']);
  assert.ok(empty.kind === 'run');
  assert.deepEqual([empty.tracee, empty.output], [{ kind: 'none' }, null]);
});

test('wrong ones', () => {
  checkError('-q', /no script/);
  checkError('-l a b', /-l takes one pattern, not 2: write a,b/);
  checkError('--no -e S', /ambiguous: it could be --no-warnings, --no-feature/);
  checkError('--target t -e S', /--target needs --emit/);
  checkError('target dump', /target dump FILE/);
  checkError('-e S -f xml', /--format "xml" is invalid.*text, json/);
  checkError('-e S -B some', /--buffering "some" is invalid.*line, full, none/);
  checkError('--emit nothing -e S', /--emit "nothing" is invalid.*ast, bound/);
  checkError('-d nothing -e S', /-d nothing is invalid/);
  checkError('--emit ir --emit-elf out.o -e S', /cannot be used together/);
  checkError('--frobnicate', /unrecognized option '--frobnicate'/);
  checkError('-qz', /unrecognized option '-z'/);
  checkError('-e', /'-e' needs an argument/);
  checkError('--quiet=1 -e S', /'--quiet' takes no argument/);
  checkError('-k -k -e S', /-kk/);
  checkError('-k --no-warnings -e S', /conflicts/);
  checkError('-p 1 -c ls -e S', /cannot be used together/);
  checkError('-p 1x -e S', /whole number/);
  checkError('-p 0 -e S', /out of range/);
  checkError('-p 4194305 -e S', /out of range/);
  checkError('--probe-filter ( -e S', /no regular expression/);
  checkError('--dwarf-pid x -e S', /--dwarf-pid x: a process id is a whole number/);
  checkError('--no-feature a,b -e S', /--no-feature "a" is invalid.*kprobe_multi/);
});

test('help and version are texts', () => {
  const version = parseFlags(['-V']);
  assert.ok(version.kind === 'text');
  assert.match(version.text, /^bpfleet v\d+\.\d+\.\d+\n$/);
  assert.deepEqual(parseFlags(['-V', '--help', '--frobnicate']), version);
  assert.deepEqual(ignoredOptions(['--help', '--frobnicate']), []);
  const help = parseFlags(['--help']);
  assert.ok(help.kind === 'text');
  assert.match(help.text, /USAGE:\n {4}bpfleet \[options\] FILE/);
});
