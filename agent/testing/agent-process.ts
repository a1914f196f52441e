/** The agent as a process, for tests. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const main = path.join(import.meta.dirname, '../main.ts');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class AgentProcess {
  readonly #child;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  /** `before`: a command that starts the rest of its arguments. Killed when the test ends, if it still runs. */
  constructor(t: TestContext, args: readonly string[], before: readonly string[] = []) {
    const [command = '', ...rest] = [...before, process.execPath, main, ...args];
    this.#child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => resolve({ code, signal }));
    });
    t.after(async () => {
      this.kill('SIGKILL');
      await this.ended;
    });
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** As when whoever reads its log dies. */
  closeOutput(): void {
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }

  /** Resolves when standard error matches; fails with all of it after `timeoutMs`. */
  async says(pattern: RegExp, timeoutMs = 20_000): Promise<void> {
    for (const deadline = Date.now() + timeoutMs; !pattern.test(this.stderr); await sleep(20)) {
      if (Date.now() > deadline) throw new Error(`the agent did not say ${String(pattern)}:\n${this.stderr}`);
    }
  }
}
