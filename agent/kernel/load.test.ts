import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import type { Source } from '@bpfleet/compiler';
import { NativeError } from '@bpfleet/native';
import { explained, explainRejection } from './load.ts';

const source: Source = { name: 'a.bt', text: 'begin { }\ntracepoint:a:b {\n  @x = args.y;\n}\n' };
const program = { start: 10, end: 24 };

/** A verifier log → the text that is underlined, and the sentence. */
function check(log: readonly string[], underlined: string, sentence: string): void {
  const { span, message } = explainRejection(source, program, log.join('\n'));
  assert.equal(source.text.slice(span.start, span.end), underlined);
  assert.equal(message, `the kernel's verifier rejected the program made of this: ${sentence}`);
}

test('the last line of the script before the error, and the last sentence', () => {
  check(
    [
      '0: R1=ctx() R10=fp0',
      '; tracepoint:a:b { @ a.bt:2',
      '0: (bf) r6 = r1                       ; R1=ctx() R6=ctx()',
      '; @x = args.y; @ a.bt:3',
      '1: (79) r1 = *(u64 *)(r6 +4096)',
      'invalid bpf_context access off=4096 size=8',
      'processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0',
    ],
    '@x = args.y;',
    'invalid bpf_context access off=4096 size=8',
  );
});

test('frames and statistics are no sentences', () => {
  check(
    [
      '-- BEGIN PROG LOAD LOG --',
      '; begin { } @ a.bt:1',
      'R0 !read_ok',
      'processed 1 insns',
      '-- END PROG LOAD LOG --',
      '',
    ],
    'begin { }',
    'R0 !read_ok',
  );
});

test('without lines the probe is shown', () => {
  check(['0: (95) exit', 'R0 !read_ok'], 'tracepoint:a:b', 'R0 !read_ok');
  check(['; x @ other.c:77', 'R0 !read_ok'], 'tracepoint:a:b', 'R0 !read_ok');
  check([''], 'tracepoint:a:b', 'it gave no reason');
});

test('what ended the load decides what is said', () => {
  const name = 'probe_1';
  const script = { source, programs: [{ name, span: program }] };
  const log = '; begin { } @ a.bt:1\n0: (bf) r6 = r1';
  const { EAGAIN, EINTR, EPERM, EINVAL, EACCES } = constants.errno;
  const cases: readonly (readonly [number, string | null, string, RegExp, string | null])[] = [
    [EAGAIN, name, log, /^signals interrupted the kernel each time/, null],
    [EINTR, name, log, /^signals interrupted the kernel each time/, null],
    [EPERM, name, '', /^the kernel does not permit a program of this kind here/, 'load-refused'],
    [EACCES, name, log, /^the kernel's verifier rejected/, 'verifier-rejected'],
    [EINVAL, null, '', /^the kernel refused to load the script/, null],
  ];
  for (const [errno, rejected, said, message, code] of cases) {
    const failure = Object.assign(new Error('load failed'), { operation: 'load', errno, program: rejected, log: said });
    const error = explained(script, new NativeError(failure));
    assert.match(error.message, message);
    assert.equal(error.diagnostic?.code ?? null, code);
    assert.equal(error.log, said);
  }
});
