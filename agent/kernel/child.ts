/**
 * A command that is started for a trace and held until the trace is attached.
 *
 * Needs: the program's path and its arguments. Gives: its process id at once, and its end. Reports: native failures.
 */
import { closeSync, writeSync } from 'node:fs';
import { native } from '@bpfleet/native';

export class HeldChild {
  readonly pid: number;
  #gate: number | null;
  #ended = false;

  /** `args` begins with the program's name. */
  constructor(path: string, args: readonly string[]) {
    const { pid, gate } = native.holdChild(path, args);
    this.pid = pid;
    this.#gate = gate;
  }

  /** Lets it run. */
  release(): void {
    if (this.#gate === null) return;
    writeSync(this.#gate, '\n');
    closeSync(this.#gate);
    this.#gate = null;
  }

  ended(): boolean {
    this.#ended ||= native.childStatus(this.pid) !== null;
    return this.#ended;
  }

  /** A child that was never let run ends; one that runs gets SIGTERM, as it was started for this trace only. */
  stop(): void {
    if (this.#gate !== null) closeSync(this.#gate);
    else if (!this.ended()) process.kill(this.pid, 'SIGTERM');
    this.#gate = null;
  }
}
