import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { lex, lexAttachPoint } from './lexer.ts';
import type { Token } from './token.ts';

function tokens(text: string): Token[] {
  const list: Token[] = [];
  for (let at = 0; ; ) {
    const token = lex(text, at);
    if (token.kind === 'eof') return list;
    list.push(token);
    at = token.end;
  }
}

function check(text: string, ...expected: readonly string[]): void {
  it(text, () =>
    assert.deepEqual(
      tokens(text).map((token) => `${token.kind} ${token.text}${token.fault === null ? '' : ` (${token.fault})`}`),
      expected,
    ),
  );
}

describe('tokens', () => {
  check('pid == 0x1f', 'identifier pid', 'punctuator ==', 'integer 0x1f');
  check(
    '@ @x $y $1 $# $',
    'map @',
    'map @x',
    'variable $y',
    'parameter $1',
    'parameter $#',
    'variable $ (missing-name)',
  );
  check('a+++b', 'identifier a', 'punctuator ++', 'punctuator +', 'identifier b');
  check('<<= << <= <', 'punctuator <<=', 'punctuator <<', 'punctuator <=', 'punctuator <');
  check(
    'a->b a.b 1..5',
    'identifier a',
    'punctuator ->',
    'identifier b',
    'identifier a',
    'punctuator .',
    'identifier b',
    'integer 1',
    'punctuator ..',
    'integer 5',
  );
  check('"a\\"b" "\\\\" ""', 'string "a\\"b"', 'string "\\\\"', 'string ""');
  check('"open', 'string "open (unterminated-string)');
  check('"open\\"', 'string "open\\" (unterminated-string)');
  check('"open\n1', 'string "open (unterminated-string)', 'integer 1');
  check('a/*x*/b//c\nd', 'identifier a', 'identifier b', 'identifier d');
  check('é ` \\', 'unknown é (unknown-character)', 'unknown ` (unknown-character)', 'unknown \\ (unknown-character)');
});

describe('attach points', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['begin{', 'begin'],
    ['begin/pid/{', 'begin'],
    ['t:a:b /pid/', 't:a:b'],
    ['uprobe:/bin/bash:readline{', 'uprobe:/bin/bash:readline'],
    ['u:"/a b,c{":x,y', 'u:"/a b,c{":x'],
    ['a,b', 'a'],
    ['/pid/', null],
    ['{', null],
    ['', null],
  ];
  for (const [text, expected] of cases) it(text, () => assert.equal(lexAttachPoint(text, 0)?.text ?? null, expected));
});

it('tokens of any text follow each other, and hold exactly their text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
      let end = 0;
      for (const token of tokens(text)) {
        assert.ok(token.start >= end && token.end > token.start);
        assert.equal(token.text, text.slice(token.start, token.end));
        end = token.end;
      }
    }),
  );
});
