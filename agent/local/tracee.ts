/**
 * The one process that a script is about: a command that is run for it (-c), or one that runs already (-p).
 *
 * Needs: what the command line says. Gives: its id, and whether it has ended. Reports: UsageError for a command or a
 * process that is not there.
 */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { HeldChild } from '../kernel/child.ts';
import type { Tracee } from './requests.ts';
import { splitWords } from './split-words.ts';
import { UsageError } from './usage.ts';

export interface TracedProcess {
  readonly pid: number;
  /** Whether it was started for this script. */
  readonly isChild: boolean;
  /** All is attached: a held child runs now. */
  release(): void;
  ended(): boolean;
  /** The script is over. */
  stop(): void;
}

/** Null when the script is about the whole machine. */
export function traceeOf(tracee: Tracee): TracedProcess | null {
  switch (tracee.kind) {
    case 'none':
      return null;
    case 'command':
      return startCommand(tracee.command);
    case 'process':
      return runningProcess(tracee.pid);
  }
}

function startCommand(command: string): TracedProcess {
  const [name = '', ...args] = splitWords(command);
  const child = new HeldChild(findProgram(name), [name, ...args]);
  return {
    pid: child.pid,
    isChild: true,
    release: () => child.release(),
    ended: () => child.ended(),
    stop: () => child.stop(),
  };
}

/** As a shell finds it: a path, or a name on the PATH. */
function findProgram(name: string): string {
  const folders = name.includes('/') ? [''] : (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find(isProgram);
  if (found !== undefined) return found;
  throw new UsageError(`cannot run the command '${name}': there is no such program, or it is not executable`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function runningProcess(pid: number): TracedProcess {
  const started = startTime(pid);
  if (started === null) throw new UsageError(`-p ${pid}: there is no such process`);
  return {
    pid,
    isChild: false,
    release: () => undefined,
    ended: () => startTime(pid) !== started,
    stop: () => undefined,
  };
}

/** When a process was started, which tells it from a later one of the same id; null when it has ended (proc(5): stat). */
function startTime(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? null : (fields[18] ?? null);
}
