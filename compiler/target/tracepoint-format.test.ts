import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { storedTarget } from '../testing/target.ts';
import { TargetError } from './target-error.ts';
import { parseTracepointFormat } from './tracepoint-format.ts';

/** As Linux 6.18 shows them. */
const folder = join(import.meta.dirname, '..', 'testdata', 'tracepoints');
const texts = readdirSync(folder).map((file) => ({
  category: file.split('-')[0] ?? '',
  text: readFileSync(join(folder, file), 'utf8'),
}));

describe('formats of this kernel', () => {
  for (const { category, text } of texts) {
    const format = parseTracepointFormat(category, text);
    it(`${category}:${format.name} is as stored`, () => {
      const stored = storedTarget().tracepoints.format(category, format.name);
      assert.deepEqual({ ...format, id: 0 }, stored);
      assert.ok(format.id > 0);
    });
  }

  it('reads every shape of a field', () => {
    const fields = (category: string, name: string): string[] => {
      const text = texts.find((one) => one.category === category && one.text.startsWith(`name: ${name}\n`))?.text ?? '';
      return parseTracepointFormat(category, text).fields.map(
        (field) =>
          `${field.type} | ${field.name} | ${field.arrayLength} | ${field.offset} ${field.size} ${field.signed}`,
      );
    };
    assert.deepEqual(fields('sched', 'sched_process_exec'), [
      '__data_loc char[] | filename | null | 8 4 false',
      'pid_t | pid | null | 12 4 true',
      'pid_t | old_pid | null | 16 4 true',
    ]);
    assert.equal(fields('sched', 'sched_switch')[0], 'char | prev_comm | 16 | 8 16 false');
    assert.equal(fields('raw_syscalls', 'sys_enter')[1], 'unsigned long | args | 6 | 16 48 false');
    assert.equal(fields('syscalls', 'sys_enter_openat')[2], 'const char * | filename | null | 24 8 false');
  });
});

const [first = { category: '', text: '' }] = texts;

describe('texts that are no formats', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['nothing', '', /no line `name:`/],
    ['no id', 'name: x\n', /`ID:`/],
    ['a broken field', 'name: x\nID: 1\n\tfield:int a;\toffset:x;\tsize:4;\tsigned:1;\n', /c:x: cannot read the line/],
    ['a field without a name', 'name: x\nID: 1\n\tfield:int;\toffset:0;\tsize:4;\tsigned:1;\n', /cannot read the line/],
    ['too much of it', 'x'.repeat(300_000), /at most/],
    [
      'too many fields',
      `name: x\nID: 1\n${'\tfield:int a;\toffset:8;\tsize:4;\tsigned:1;\n'.repeat(600)}`,
      /600 fields/,
    ],
  ];
  for (const [what, text, message] of cases)
    it(what, () => assert.throws(() => parseTracepointFormat('c', text), message));

  it('damage anywhere gives a format or a TargetError', () => {
    fc.assert(
      fc.property(fc.nat(first.text.length), fc.nat(20), fc.string({ maxLength: 20 }), (at, length, piece) => {
        try {
          parseTracepointFormat('c', first.text.slice(0, at) + piece + first.text.slice(at + length));
        } catch (error) {
          assert.ok(error instanceof TargetError);
        }
      }),
    );
  });
});
