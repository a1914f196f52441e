import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { runs } from '../testing/arbitrary.ts';
import { escapeBytes } from './escape.ts';
import { isUtf8 } from './utf8.ts';

/** Expected is text; bytes are given as text or as numbers. */
function check(input: string | readonly number[], expected: string): void {
  const raw = typeof input === 'string' ? Buffer.from(input, 'utf8') : Buffer.from(input);
  assert.equal(Buffer.from(escapeBytes(raw), 'latin1').toString('utf8'), expected);
}

test('text passes, whatever its language', () => {
  check('bash', 'bash');
  check('größe 東京 🙂 \\x1b', 'größe 東京 🙂 \\x1b');
});

test('controls do not reach the terminal', () => {
  check('a\u001b[2Jb', 'a\\x1b[2Jb');
  check('\0\t\n\r\u007f', '\\x00\\x09\\x0a\\x0d\\x7f');
  check('\u0085\u009b', '\\xc2\\x85\\xc2\\x9b');
  check('\u202eabc\u2066\u200f\u061c', '\\xe2\\x80\\xaeabc\\xe2\\x81\\xa6\\xe2\\x80\\x8f\\xd8\\x9c');
});

test('what is not UTF-8 is shown by byte', () => {
  check([0x9b, 0x61], '\\x9ba');
  check([0xc3], '\\xc3');
  check([0xc0, 0x80], '\\xc0\\x80');
  check([0xed, 0xa0, 0x80], '\\xed\\xa0\\x80');
  check([0xf4, 0x90, 0x80, 0x80], '\\xf4\\x90\\x80\\x80');
  check([0xe2, 0x82, 0x61], '\\xe2\\x82a');
});

test('no bytes can make the output unsafe', () => {
  const unsafe = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/u;
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }).filter((raw) => !Buffer.from(raw).includes('\ufffd')),
      (raw) => {
        const out = Buffer.from(escapeBytes(raw), 'latin1').toString('utf8');
        assert.ok(!unsafe.test(out), JSON.stringify(out));
      },
    ),
    { ...runs, numRuns: 1000 },
  );
});

test('UTF-8 is told as the platform tells it', () => {
  const strict = (raw: Uint8Array) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(raw);
      return true;
    } catch {
      return false;
    }
  };
  const tricky = fc.array(
    fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xa0, 0xed, 0x9f, 0xf0, 0x90, 0xf4, 0x8f, 0xff),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(tricky, (raw) => assert.equal(isUtf8(Uint8Array.from(raw)), strict(Uint8Array.from(raw)))),
    { ...runs, numRuns: 2000 },
  );
});
