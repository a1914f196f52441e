import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFlags, type RunRequest } from './flags.ts';
import { UsageError } from './usage.ts';

const plain: RunRequest = {
  kind: 'run',
  script: { kind: 'inline', text: 'S' },
  format: 'text',
  output: null,
  emit: null,
  dryRun: false,
  quiet: false,
  verbose: false,
};

function check(line: string, expected: Partial<RunRequest>): void {
  assert.deepEqual(parseFlags(line.split(' ')), { ...plain, ...expected });
}

function checkError(line: string, expected: RegExp): void {
  assert.throws(
    () => parseFlags(line === '' ? [] : line.split(' ')),
    (error) => error instanceof UsageError && expected.test(error.message),
  );
}

test('requests', () => {
  check('-e S', {});
  check('--execute=S -q -v', { quiet: true, verbose: true });
  check('-e S -f json -o out', { format: 'json', output: 'out' });
  check('--emit ir -e S', { emit: { kind: 'stage', stage: 'ir' } });
  check('--emit-elf out.o -e S', { emit: { kind: 'object', path: 'out.o' } });
  check('--dry-run a.bt', { dryRun: true, script: { kind: 'file', path: 'a.bt' } });
  check('-', { script: { kind: 'file', path: '-' } });
});

test('wrong ones', () => {
  checkError('', /no script/);
  checkError('-e S x', /'x' beside -e/);
  checkError('a.bt b', /'b' behind the script/);
  checkError('-e S -f xml', /'xml' is invalid.*text, json/);
  checkError('--emit nothing -e S', /'nothing' is invalid.*ast, bound/);
  checkError('--emit ir --emit-elf out.o -e S', /'--emit-elf <file>' cannot be used with option '--emit <stage>'/);
  checkError('--frobnicate', /unknown option '--frobnicate'/);
  checkError('-e', /argument missing/);
});

test('help and version are texts', () => {
  const version = parseFlags(['-V']);
  assert.ok(version.kind === 'text');
  assert.match(version.text, /^bpfleet v\d+\.\d+\.\d+\n$/);
  const help = parseFlags(['--help']);
  assert.ok(help.kind === 'text');
  assert.match(help.text, /Usage: bpfleet \[options\] \[file\]/);
});
