/** The kernel's table of names: which of them an address has. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseKallsyms, symbolAt } from './kernel-symbols.ts';

const table = parseKallsyms(`ffffffff81000000 T _stext
ffffffff81000100 t __do_sys_sync
ffffffff81000100 T __ia32_sys_sync
ffffffff81000100 T __x64_sys_sync
ffffffffc0000000 t later\t[module]
ffffffff81000080 t between
0000000000000000 A absolute
`);

function check(address: bigint, expected: string | null): void {
  test(`0x${address.toString(16)} is ${expected}`, () => {
    const found = symbolAt(table, address);
    assert.equal(found === null ? null : `${found.name}+${found.into}`, expected);
  });
}

check(0xffffffff81000000n, '_stext+0');
check(0xffffffff8100007fn, '_stext+127');
check(0xffffffff81000080n, 'between+0');
check(0xffffffff81000100n, '__x64_sys_sync+0');
check(0xffffffff81000110n, '__x64_sys_sync+16');
check(0xffffffffc0000001n, 'later+1');
check(0xffffffffd0000000n, null);
check(0xffffffff80ffffffn, null);
