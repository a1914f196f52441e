import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseAddress } from './parse-address.ts';

function check(text: string, hex: string | null): void {
  const bytes = parseAddress(text);
  assert.equal(bytes === null ? null : Buffer.from(bytes).toString('hex'), hex);
}

test('addresses', () => {
  check('127.0.0.1', '7f000001');
  check('255.255.255.255', 'ffffffff');
  check('::1', '00000000000000000000000000000001');
  check('::', '00000000000000000000000000000000');
  check('fe80::1:0:0:2', 'fe800000000000000001000000000002');
  check('1:2:3:4:5:6:7:8', '00010002000300040005000600070008');
  check('::ffff:a00:1', '00000000000000000000ffff0a000001');
});

test('what is no address, as Node sees it, and what ends in dots', () => {
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1::2::3',
    '1:2:3',
    ':::',
    '12345::',
    'x::',
    '::ffff:10.0.0.1',
    '1:2:3:4:5:6:1.2.3.4',
    '1:2:3:4:5:6:7:8:9',
  ]) {
    check(text, null);
  }
  const piece = fc.constantFrom('0', '1', 'ffff', '12345', ':', '::', '.', '1.2.3.4', '256');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const mixed = text.includes(':') && text.includes('.');
      assert.equal(parseAddress(text) !== null, isIP(text) !== 0 && !mixed, text);
    }),
    { numRuns: 3000 },
  );
});
