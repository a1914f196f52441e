import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFormat } from '../printf-format.ts';
import type { ColumnType, Datum } from '../schema.ts';
import { bool, bytes, int64, pointer, string, uint64 } from '../testing/schemas.ts';
import { formatPrintf } from './printf.ts';
import { renderValues, valueText } from './values.ts';

type Argument = bigint | boolean | string | readonly [ColumnType, Datum];

function typed(argument: Argument): readonly [ColumnType, Datum] {
  if (typeof argument === 'bigint') return [int64, argument];
  if (typeof argument === 'boolean') return [bool, argument ? 1n : 0n];
  return typeof argument === 'string' ? [string, bytes(argument)] : argument;
}

function check(format: string, args: readonly Argument[], expected: string | Buffer, escape = false): void {
  const pairs = args.map(typed);
  const out = formatPrintf(
    parseFormat(format),
    pairs.map(([type]) => type),
    pairs.map(([, datum]) => datum),
    escape,
  );
  assert.deepEqual(out, typeof expected === 'string' ? Buffer.from(expected) : expected, format);
}

test('integers are 32 bits wide without a length modifier', () => {
  check('%d %ld', [2n ** 32n + 5n, 2n ** 32n + 5n], '5 4294967301');
  check('%d %u %x', [-1n, -1n, -1n], '-1 4294967295 ffffffff');
  check('%ld %lu %lx', [-1n, -1n, -1n], '-1 18446744073709551615 ffffffffffffffff');
  check('%hhd %hd %hhu %hu', [300n, 70000n, -1n, -1n], '44 4464 255 65535');
  check('%d', [[uint64, 2n ** 64n - 1n]], '-1');
  check('%lu', [[uint64, 2n ** 64n - 1n]], '18446744073709551615');
});

test('bases, prefixes and signs', () => {
  check('%x %X %o', [255n, 255n, 8n], 'ff FF 10');
  check('%#x %#X %#o %#x', [255n, 255n, 8n, 0n], '0xff 0XFF 010 0');
  check('%+d %+d %+u', [5n, -5n, 5n], '+5 -5 5');
  check(
    '%p %p',
    [
      [pointer, 0xffff_8881_0000_0000n],
      [pointer, 0n],
    ],
    '0xffff888100000000 0',
  );
  check('%d %d %c', [true, false, 65n], '1 0 A');
});

test('widths pad, with zeros wherever spaces would be', () => {
  check('[%5d][%-5d][%05d][%-05d]', [42n, 42n, -42n, 42n], '[   42][42   ][00-42][42000]');
  check('[%#08x][%2d]', [255n, 12345n], '[00000xff][12345]');
  check('[%5s][%-5s][%05s]', ['ab', 'ab', 'ab'], '[   ab][ab   ][000ab]');
});

test('the precision has no effect', () => {
  check('[%.2s][%-6.2s][%.3d]', ['abcd', 'abcd', 5n], '[abcd][abcd  ][5]');
});

test('%s prints anything', () => {
  check('%s %s %s %s', ['text', -7n, true, [pointer, 16n]], 'text -7 true 0x10');
  const pair = { kind: 'tuple', elements: [int64, int64] } as const;
  check(
    '[%6s][%-4s]',
    [
      [pair, [1n, 2n]],
      [pair, [1n, 2n]],
    ],
    '[     (1, 2)][(   1, 2)]',
  );
});

test('bytes pass unchanged, or safe for a terminal', () => {
  const raw = Uint8Array.of(0x61, 0x1b, 0xff, 0x0a);
  // A format has one char per byte: é is two, and a lone \xff is one.
  const literal = '|\xc3\xa9\xff';
  check(`%s%c${literal}\n`, [[string, raw], 0x9bn], Buffer.concat([raw, Buffer.from(`\x9b${literal}\n`, 'latin1')]));
  check(`%s%c${literal}\t\u001b[1m\n`, [[string, raw], 0x9bn], 'a\\x1b\\xff\\x0a\\x9b|é\\xff\t\\x1b[1m\n', true);
});

test('of what has parts a width is that of its opening bracket', () => {
  const list: ColumnType = { kind: 'array', element: int64, length: 2 };
  const pair: ColumnType = { kind: 'tuple', elements: [int64, string] };
  const fields: ColumnType = { kind: 'record', fields: [{ name: 'x', type: int64 }] };
  check(
    '%4s|%-4s|',
    [
      [list, [1n, 2n]],
      [list, [1n, 2n]],
    ],
    '   [1,2]|[   1,2]|',
  );
  check(
    '%4s|%-4s|',
    [
      [pair, [1n, bytes('a')]],
      [pair, [1n, bytes('a')]],
    ],
    '   (1, a)|(   1, a)|',
  );
  check(
    '%4s|%-4s|',
    [
      [fields, [1n]],
      [fields, [1n]],
    ],
    '  { .x = 1 }|{   .x = 1 }|',
  );
  check('%s', [[{ kind: 'record', fields: [] }, []]], '{}');
});

test('print(value): a value alone or a tuple', () => {
  const check2 = (pairs: readonly (readonly [ColumnType, Datum])[], expected: string) => {
    assert.equal(
      renderValues(
        pairs.map(([type]) => type),
        pairs.map(([, datum]) => datum),
        true,
      ).toString(),
      expected,
    );
  };
  check2([[int64, -3n]], '-3\n');
  check2(
    [
      [int64, 1n],
      [string, bytes('abc')],
      [bool, 1n],
    ],
    '(1, abc, true)\n',
  );
  assert.equal(valueText(pointer, 0n, false).toString(), '0x0');
});
