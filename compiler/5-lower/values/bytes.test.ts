import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptRun } from '../../testing/run-script.ts';

/** What the body prints when a task of this name runs it. */
function check(body: string, comm: string, printed: readonly string[]): void {
  const run = new ScriptRun(`begin { ${body} }`);
  run.fire({ comm });
  assert.deepEqual(run.records(), printed);
}

test('parts of strings', () => {
  check('print(str(comm, 4)); $n = pid; print(str(comm, $n)); print(str(comm, 0)); print(strlen(comm));', 'abcdefg', [
    'abc',
    'abcdefg',
    '',
    '7',
  ]);
  check('$n = 3; print(str(comm, $n)); print(str("abcdef", 3));', 'abcdefg', ['ab', 'abc']);
});

test('equal beginnings', () => {
  const cases: readonly (readonly [string, string, number, boolean])[] = [
    ['abcdef', 'abcxyz', 3, true],
    ['abcdef', 'abcxyz', 4, false],
    ['abc', 'abcdefghijk', 3, true],
    ['abc', 'abcdefghijk', 11, false],
    ['1234567', '123456789', 7, true],
    ['1234567', '123456789', 8, false],
    ['12345678', '12345679', 8, false],
    ['12345678', '1234567812345678', 8, true],
    ['12345678', '1234567812345678', 9, false],
    ['', 'a', 0, true],
  ];
  for (const [comm, literal, length, equal] of cases) {
    check(`print(strncmp(comm, "${literal}", ${length}));`, comm, [equal ? '0' : '1']);
    check(`$s = "${literal}"; if (strncmp($s, comm, ${length}) == 0) { print("same"); }`, comm, equal ? ['same'] : []);
  }
});

test('bytes', () => {
  check('printf("%x %x %x", bswap((uint16)0x1234), bswap((uint32)0x12345678), bswap((uint8)5));', 'a', [
    [0x3412, 0x78563412, 5].join(' '),
  ]);
  check('print(bswap((uint64)0x1122334455667788));', 'a', [0x8877665544332211n.toString()]);
  check('print(buf(pton("1.2.3.4"))); print(buf(pton("1.2.3.4"), 2)); $n = 3; print(buf(pton("1.2.3.4"), $n));', 'a', [
    '01020304',
    '0102',
    '010203',
  ]);
  check('print(buf("ab\\0c", 4)); print(buf("abc", 4));', 'a', ['61620063', '61626300']);
  check('print(cgroupid("/app"));', 'a', ['7']);
  check('print(ntop(0x0100007f)); print(ntop(2, pton("::1"))); print(ntop(10, pton("::1")));', 'a', [
    '127.0.0.1',
    '0.0.0.0',
    '0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1',
  ]);
  check('$a = pton("5.6.7.8"); print($a[1]); $i = pid / 50; print($a[$i]); $j = pid; print($a[$j]); print($a);', 'a', [
    '6',
    '7',
    // The warning, which says no more than which one it is.
    '',
    '0',
    '[5 6 7 8]',
  ]);
});

test('bytes of strings, and arrays that are equal', () => {
  check('$s = "abc"; print($s[1]); $i = pid / 50; print($s[$i]); print($s[pid]); print(comm[0]);', 'z', [
    '98',
    '99',
    '0',
    '122',
  ]);
  check('$a = pton("1.2.3.4"); print($a == pton("1.2.3.4")); print($a == pton("1.2.3.5"));', 'a', ['1', '0']);
});
