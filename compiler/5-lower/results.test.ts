/** What programs give the kernel: of some kinds it takes nothing but 0. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emitStage } from '../emit-text.ts';
import { localPolicy } from '../policy.ts';
import { storedTarget } from '../testing/target.ts';

const target = storedTarget('linux-6.12-x86_64');

/** All results of the script's programs, once each; those of callbacks are for the loop. */
function check(script: string, results: string): void {
  test(script, () => {
    const { output } = emitStage('ir', { name: 'stdin', text: script }, target, localPolicy);
    const programs = (output ?? '').split(/^func /m).filter((text) => /^p\d/.test(text));
    const found = [...programs.join('').matchAll(/^ {2}return (.*)$/gm)].map(([, result = '']) => result);
    assert.equal([...new Set(found)].toSorted().join(' '), results);
  });
}

check('kprobe:vfs_read { return 5; }', '0 5');
check('begin { return 5; }', '5');
check('fentry:vfs_read { return 5; }', '0');
check('fexit:vfs_read { for ($i : 0..3) { if ($i == pid) { return 5; } } return 6; }', '0');
check('kprobe:vfs_rea* { return 5; } kretprobe:vfs_rea* { return 6; }', '0');
check('kprobe:vfs_rea* { return 5; }', '0 5');
