import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressText } from './addresses.ts';

function check(hex: string, text: string): void {
  assert.equal(addressText(Buffer.from(hex, 'hex')), text);
}

test('as inet_ntop writes them', () => {
  check('7f000001', '127.0.0.1');
  check('00000000000000000000000000000000', '::');
  check('00000000000000000000000000000001', '::1');
  check('fe800000000000000001000000000002', 'fe80::1:0:0:2');
  check('20010db8000000000001000000000001', '2001:db8::1:0:0:1');
  check('00010002000300040005000600070008', '1:2:3:4:5:6:7:8');
  check('00010000000300040005000600070008', '1:0:3:4:5:6:7:8');
  check('00000000000000000000ffff0a000001', '::ffff:10.0.0.1');
  check('0000000000000000000000000a000001', '::10.0.0.1');
});
