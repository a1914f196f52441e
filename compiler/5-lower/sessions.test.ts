import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../compile.ts';
import { localPolicy } from '../policy.ts';
import { storedTarget } from '../testing/target.ts';

/** Kinds of the programs that a script becomes, one after the other. */
function check(kernel: string, script: string, kinds: string): void {
  test(`${kernel}: ${script}`, () => {
    const { output } = compile({ name: 'stdin', text: script }, storedTarget(`linux-${kernel}`), localPolicy);
    assert.equal(output?.manifest.programs.map(({ kind }) => kind).join(' '), kinds);
  });
}

const both = 'kprobe:vfs_* { @s[tid, func] = nsecs; } kretprobe:vfs_* { delete(@s, (tid, func)); }';
check('6.12-x86_64', both, 'kprobe_session');
check('7.2-x86_64', both, 'kprobe_session');
check('6.1-x86_64', both, 'kprobe kretprobe');
check('6.12-arm64', both, 'kprobe kretprobe');

const end = (functions: string): string => `kretprobe:${functions} { @++; }`;
const entry = (functions: string): string => `kprobe:${functions} { @++; }`;
check('6.12-x86_64', `${end('vfs_*')} ${entry('vfs_*')}`, 'kprobe_session');
check('6.12-x86_64', 'kprobe:vfs_*, kretprobe:vfs_* { @[func] = count(); }', 'kprobe_session');
check('6.12-x86_64', `${entry('vfs_r*')} ${end('vfs_w*')}`, 'kprobe_multi kretprobe_multi');
check('6.12-x86_64', `${entry('vfs_r*')} ${end('vfs_*')}`, 'kprobe_multi kretprobe_multi');
check('6.12-x86_64', `${entry('vfs_*')} ${entry('vfs_*')} ${end('vfs_*')}`, 'kprobe_session kprobe_multi');
check('6.12-x86_64', `${entry('vfs_read')} ${end('vfs_read')}`, 'kprobe kretprobe');
