/** The operator's process: how it ends. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from './testing/jobs.ts';

async function ended(
  folder: string,
  signals: readonly NodeJS.Signals[],
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly stderr: string }> {
  const args = ['--listen', '127.0.0.1:0', '--jobs', join(folder, 'jobs'), '--state', join(folder, 'state')];
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { timeout: 30_000 });
  const closed = once(child, 'close');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const isUp = !stdout.includes('listening') && (stdout += text).includes('listening');
    if (isUp) for (const signal of signals) child.kill(signal);
  });
  await closed;
  return { code: child.exitCode, signal: child.signalCode, stderr };
}

test('a signal ends it in order', async (t) => {
  assert.deepEqual(await ended(temporaryFolder(t), ['SIGTERM']), { code: 0, signal: null, stderr: '' });
});

test('a second signal ends it at once, and never by an error', async (t) => {
  const { code, signal, stderr } = await ended(temporaryFolder(t), ['SIGTERM', 'SIGINT']);
  assert.equal(stderr, '');
  assert.ok(code === 0 || signal === 'SIGINT' || signal === 'SIGTERM', `code ${code}`);
});
