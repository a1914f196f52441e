/** Fields of a real tracepoint record: numbers, a dynamic string, a character array. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { localPolicy } from '../../compiler/index.ts';
import { loadScript, target, valueOf } from './kernel.ts';

/** Attaches the script's one tracepoint while `true` is executed. */
function traceTrue(script: string, category: string, name: string): ReturnType<typeof loadScript> {
  const loaded = loadScript(script, localPolicy);
  const id = target.tracepoints.format(category, name)?.id;
  assert.ok(id !== undefined);
  loaded.object.attachTracepoint('p0', id);
  execFileSync('true');
  loaded.object.detach();
  return loaded;
}

test('the file of an execution, and fields compared with builtins', () => {
  using loaded = traceTrue(
    `tracepoint:sched:sched_process_exec /comm == "true"/ { @file = args.filename; @same = args.pid == pid && args.old_pid == tid; }`,
    'sched',
    'sched_process_exec',
  );
  const file = valueOf(loaded, '@file');
  assert.match(file?.toString('latin1').replace(/\0+$/, '') ?? '', /\/true$/);
  assert.equal(valueOf(loaded, '@same')?.readBigUInt64LE(0), 1n);
});

test('the name of the task that goes is that of the current one', () => {
  using loaded = traceTrue(
    `tracepoint:sched:sched_switch { if (args.prev_comm == comm) { @same++; } else { @other++; } if (args.prev_pid != tid) { @other++; } if (@other > 0) { return; } if (@same > 0) { return; } }`,
    'sched',
    'sched_switch',
  );
  assert.equal(valueOf(loaded, '@other')?.readBigUInt64LE(0), 0n);
  assert.ok((valueOf(loaded, '@same')?.readBigUInt64LE(0) ?? 0n) > 0n);
});
