import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberColumn, stringColumn } from '../testing/manifests.ts';
import { joinedText } from './join.ts';

const columns = [numberColumn(16, false), stringColumn(24, 8), stringColumn(32, 8)];

function check(delimiter: string, count: number, strings: readonly string[], expected: string): void {
  const bytes = Buffer.alloc(40, 0x7a);
  bytes.writeUInt32LE(count, 16);
  for (const [index, string] of strings.entries()) bytes.write(`${string}\0`, 24 + index * 8);
  assert.equal(joinedText(delimiter, columns)(bytes, 0), expected);
}

test('as many strings as the record says, up to an empty one', () => {
  check(' ', 2, ['ls', '-l'], 'ls -l\n');
  check(', ', 2, ['ls', ''], 'ls\n');
  check(' ', 1, ['ls'], 'ls\n');
  check(' ', 0, [], '\n');
});
