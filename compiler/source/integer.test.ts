import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseIntegerLiteral } from './integer.ts';

const good: readonly (readonly [string, bigint])[] = [
  ['0', 0n],
  ['42', 42n],
  ['1_000_000', 1_000_000n],
  ['0x10', 16n],
  ['0XfF', 255n],
  ['0xff_ff', 65_535n],
  ['017', 15n],
  ['00', 0n],
  ['1e6', 1_000_000n],
  ['5e9', 5_000_000_000n],
  ['1e19', 10n ** 19n],
  ['18446744073709551615', 2n ** 64n - 1n],
  ['0xffffffffffffffff', 2n ** 64n - 1n],
  ['4294967295u', 2n ** 32n - 1n],
  ['9223372036854775807ll', 2n ** 63n - 1n],
  ['18446744073709551615ull', 2n ** 64n - 1n],
  ['1ns', 1n],
  ['2us', 2_000n],
  ['3ms', 3_000_000n],
  ['4s', 4_000_000_000n],
  ['5m', 300_000_000_000n],
  ['1h', 3_600_000_000_000n],
  ['1d', 86_400_000_000_000n],
  // In hexadecimal these are digits.
  ['0x1d', 29n],
  ['0x1e5', 485n],
];

const bad: readonly (readonly [string, RegExp])[] = [
  ['1_', /end in `_`/],
  ['0x', /no hexadecimal/],
  ['0xg', /no hexadecimal/],
  ['0b', /no binary numbers$/],
  ['0b12', /no binary numbers$/],
  ['0b101', /no binary numbers; this one is 0x5$/],
  ['0B1_1111u', /no binary/],
  ['08', /no octal/],
  ['10e3', /one digit from 1 to 9/],
  ['0e3', /one digit from 1 to 9/],
  ['1e03', /start with 0/],
  ['1e20', /64 bits/],
  ['1e999', /64 bits/],
  ['1x', /unknown suffix `x`/],
  ['1U', /unknown suffix `U`/],
  ['5ss', /unknown suffix/],
  ['18446744073709551616', /64 bits/],
  ['4294967296u', /suffix `u`/],
  ['9223372036854775808l', /suffix `l`/],
  ['999999999d', /64 bits/],
  ['abc', /no integer/],
  ['', /no integer/],
  ['-1', /no integer/],
];

describe('integer literals', () => {
  for (const [text, value] of good) it(text, () => assert.deepEqual(parseIntegerLiteral(text), { ok: true, value }));
  for (const [text, fault] of bad) {
    it(`refuses ${text}`, () => {
      const literal = parseIntegerLiteral(text);
      assert.ok(!literal.ok);
      assert.match(literal.fault, fault);
    });
  }
});
