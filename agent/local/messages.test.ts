import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coloured, colourProblem } from './messages.ts';

test('the first line of an error and of a warning has a colour', () => {
  const check = (text: string, shown: string): void =>
    assert.equal(
      coloured(text).replaceAll('\x1b[31m', '<red>').replaceAll('\x1b[33m', '<yellow>').replaceAll('\x1b[0m', '</>'),
      shown,
    );
  check(
    'stdin:1:2-3: ERROR: no\nx ERROR: y\n  ~\nHINT: yes\n',
    '<red>stdin:1:2-3: ERROR: no</>\nx ERROR: y\n  ~\nHINT: yes\n',
  );
  check('a.bt:1-2: WARNING: w\n', '<yellow>a.bt:1-2: WARNING: w</>\n');
  check('ERROR: one\nWARNING: two\n', '<red>ERROR: one</>\n<yellow>WARNING: two</>\n');
  check('Attached 1 probe\nLost 3 events\n', 'Attached 1 probe\nLost 3 events\n');
});

test('BPFTRACE_COLOR', () => {
  for (const good of [undefined, 'auto', 'always', 'never']) assert.equal(colourProblem(good), null);
  assert.equal(colourProblem('red'), 'BPFTRACE_COLOR is "red": it takes auto, always, never');
  assert.match(colourProblem('') ?? '', /is ""/);
});
