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
check('6.12-x86_64', `${entry('vfs_rea*,kprobe:vfs_w*')} ${end('vfs_rea*')}`, 'kprobe_multi kretprobe_multi');
check('6.12-x86_64', `${entry('vfs_read')} ${end('vfs_read')}`, 'kprobe kretprobe');

/** What `Attached N probes` says, beside what attach points there are. */
function checkCount(kernel: string, script: string, count: number): void {
  test(`${kernel}: ${script} counts ${count}`, () => {
    const { output } = compile({ name: 'stdin', text: script }, storedTarget(`linux-${kernel}`), localPolicy);
    assert.equal(output?.manifest.probes, count);
  });
}

const [read, readEnd] = [entry('vfs_read'), end('vfs_read')];
checkCount('6.12-x86_64', `${read} ${readEnd}`, 1);
checkCount('6.12-x86_64', `${readEnd} ${read} begin { exit(); }`, 2);
checkCount('6.1-x86_64', `${read} ${readEnd}`, 2);
checkCount('6.12-x86_64', `${read} ${readEnd} ${readEnd}`, 3);
checkCount('6.12-x86_64', `${read} ${end('vfs_write')}`, 2);
checkCount('6.12-x86_64', `${read} ${read}`, 2);
checkCount('6.12-x86_64', `${entry('vfs_read+4')} ${readEnd}`, 2);
const two = 'kprobe:vfs_read, kprobe:vfs_write { @++; } kretprobe:vfs_read, kretprobe:vfs_write { @++; }';
checkCount('6.12-x86_64', two, 4);
checkCount('6.12-x86_64', `${entry('vfs_rea*')} ${end('vfs_rea*')}`, 3);
checkCount('6.12-x86_64', `${entry('vfs_rea*')} ${readEnd}`, 4);
