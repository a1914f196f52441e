import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nowhere, type Span } from '../source/source.ts';
import type { Diagnostic } from './diagnostic.ts';
import { renderJson, renderText } from './render.ts';

const diagnostic = (span: Span, hint: string | null = null): Diagnostic => ({
  severity: 'error',
  code: 'unknown-name',
  span,
  message: 'wrong',
  hint,
  related: [],
  cause: 'script',
});

function check(what: string, text: string, span: Span, ...expected: readonly string[]): void {
  it(what, () => assert.deepEqual(renderText({ name: 'a.bt', text }, diagnostic(span)).split('\n'), expected));
}

describe('text', () => {
  check(
    'a part of a line',
    'begin { x }',
    { start: 8, end: 9 },
    'a.bt:1:9-10: ERROR: wrong',
    'begin { x }',
    '        ~',
  );
  check('a later line', 'a\nbcd\n', { start: 3, end: 5 }, 'a.bt:2:2-4: ERROR: wrong', 'bcd', ' ~~');
  check('nowhere', 'begin { }', nowhere, 'ERROR: wrong');
  check('nothing at all', '', { start: 0, end: 0 }, 'a.bt:1:1-1: ERROR: wrong', '', '~');
  check('behind the end of a line', 'abc', { start: 3, end: 3 }, 'a.bt:1:4-4: ERROR: wrong', 'abc', '   ~');
  check('several lines', 'ab {\ncd\n}', { start: 3, end: 9 }, 'a.bt:1-3: ERROR: wrong', 'ab {', '   ~');
  check('tabs before it', '\tx', { start: 1, end: 2 }, 'a.bt:1:2-3: ERROR: wrong', '        x', '        ~');
  check('tabs in it', 'a\tb c', { start: 0, end: 3 }, 'a.bt:1:1-4: ERROR: wrong', 'a       b c', '~~~~~~~~~');
  check('wide characters', '日本 x', { start: 3, end: 4 }, 'a.bt:1:4-5: ERROR: wrong', '日本 x', '     ~');
  check('emoji', '"😀" x', { start: 5, end: 6 }, 'a.bt:1:6-7: ERROR: wrong', '"😀" x', '     ~');
  check('combining characters', 'e\u0301 x', { start: 3, end: 4 }, 'a.bt:1:4-5: ERROR: wrong', 'e\u0301 x', '  ~');
  check(
    'terminal escapes',
    '\u001b[31m x',
    { start: 6, end: 7 },
    'a.bt:1:7-8: ERROR: wrong',
    '\ufffd[31m x',
    '      ~',
  );
  check('carriage returns', 'ab\r\ncd', { start: 0, end: 2 }, 'a.bt:1:1-3: ERROR: wrong', 'ab', '~~');

  it('a hint comes last', () => {
    assert.match(
      renderText({ name: 'a.bt', text: 'x' }, diagnostic({ start: 0, end: 1 }, 'do better')),
      /\nHINT: do better$/,
    );
  });

  it('a very long line is cut around the place', () => {
    const text = `${'a'.repeat(10_000)}X${'b'.repeat(10_000)}`;
    const [, line = '', marks = ''] = renderText(
      { name: 'a.bt', text },
      diagnostic({ start: 10_000, end: 10_001 }),
    ).split('\n');
    assert.ok(line.length <= 200);
    assert.equal(line[marks.indexOf('~')], 'X');
  });
});

it('JSON', () => {
  assert.deepEqual(JSON.parse(renderJson({ name: 'a.bt', text: 'ab\ncd' }, diagnostic({ start: 3, end: 5 }))), {
    type: 'diagnostic',
    severity: 'error',
    code: 'unknown-name',
    file: 'a.bt',
    line: 2,
    column: 1,
    endLine: 2,
    endColumn: 3,
    message: 'wrong',
    hint: null,
    related: [],
    cause: 'script',
  });
});
