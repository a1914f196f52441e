/** Child processes of a test: their output is kept for the failure report, their end can be awaited, none is left. */
import { type ChildProcess, spawn } from 'node:child_process';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Its standard input: nothing, if not given. */
  readonly input?: string;
}

export class Process {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly exited: Promise<Exit>;
  #stdout = '';
  #stderr = '';
  #ended: Exit | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(name: string, command: string, args: readonly string[], { input = '', ...options }: ProcessOptions = {}) {
    this.name = name;
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
    this.#child.stdin?.on('error', () => undefined).end(input); // it may end without reading it
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#took(() => (this.#stdout += text)));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#took(() => (this.#stderr += text)));
    this.exited = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code: number | null, signal: NodeJS.Signals | null) => {
        this.#took(() => (this.#ended = { code, signal }));
        resolve({ code, signal });
      });
    });
    this.exited.catch(() => undefined);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.name} did not start`);
    return this.#child.pid;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  get running(): boolean {
    return this.#ended === null;
  }

  kill(signal: NodeJS.Signals): void {
    if (this.running) this.#child.kill(signal);
  }

  /** Ends it whatever it takes: SIGTERM, then SIGKILL after `graceMs`. */
  async stop(graceMs = 15_000): Promise<Exit> {
    this.kill('SIGTERM');
    const timer = setTimeout(() => this.kill('SIGKILL'), graceMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves when stdout or stderr matches; rejects with all output when the process ends or time runs out first. */
  async waitFor(pattern: RegExp, timeoutMs = 20_000): Promise<RegExpExecArray> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const match = pattern.exec(this.#stdout) ?? pattern.exec(this.#stderr);
      if (match !== null) return match;
      if (!this.running) throw new Error(`${this.name} ended before ${String(pattern)}\n${this.report()}`);
      if (Date.now() > deadline)
        throw new Error(`${this.name}: no ${String(pattern)} within ${timeoutMs} ms\n${this.report()}`);
      await this.#change(Math.min(500, deadline - Date.now() + 1));
    }
  }

  /** What it printed, for a failure message. */
  report(): string {
    const state = this.#ended === null ? 'running' : `ended: code ${this.#ended.code}, signal ${this.#ended.signal}`;
    return `--- ${this.name} (${state})\n--- stdout\n${this.#stdout}--- stderr\n${this.#stderr}`;
  }

  #took(change: () => void): void {
    change();
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  async #change(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#waiting.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** Runs a command to its end; throws with its output when it fails. */
export async function run(
  name: string,
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<Process> {
  const child = new Process(name, command, args, options);
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`${name} failed\n${child.report()}`);
  return child;
}
