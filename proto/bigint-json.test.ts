import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deserialise, serialise } from './bigint-json.ts';

function check(value: unknown, text: string): void {
  assert.equal(serialise(value), text);
  assert.deepEqual(deserialise(text), value);
}

test('integers of 64 bits come back as such, everything else as in JSON', () => {
  check(12n, '{"$n":"12"}');
  check(
    { at: -(1n << 63n), list: [(1n << 64n) - 1n, 1, null] },
    '{"at":{"$n":"-9223372036854775808"},"list":[{"$n":"18446744073709551615"},1,null]}',
  );
  check({ $n: 12 }, '{"$n":12}');
  check('{"$n":"12"}', '"{\\"$n\\":\\"12\\"}"');
});
