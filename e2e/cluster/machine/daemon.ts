/**
 * Long-running programs of a cluster: they outlive the command that starts them and are found again by their pid file.
 *
 * Needs: root, the cgroup made. Gives: start, end and signals, never sent to a process that only has the same pid.
 * Reports: the end of the log of a program that did not stay up.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../steps.ts';
import { hierarchies } from './cgroups.ts';

export interface Daemon {
  readonly name: string;
  /** Command and arguments, in front of which stands what enters namespaces. */
  readonly command: readonly string[];
  readonly cgroup: string;
  /** Where NAME.log and NAME.pid are. */
  readonly folder: string;
  readonly path: string;
}

interface Running {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: together with the pid it names one process. */
  readonly startTime: string;
}

export function startDaemon(daemon: Daemon): void {
  mkdirSync(daemon.folder, { recursive: true });
  const log = openSync(logFile(daemon), 'a');
  // Joins its cgroup before it becomes the program: no moment in which a crash would leave it unfound.
  const enter = [
    '-c',
    'echo 0 >"$1/cgroup.procs" && shift && exec "$@"',
    'sh',
    path.join(hierarchies().unified, daemon.cgroup),
  ];
  const child = spawn('/bin/sh', [...enter, ...daemon.command], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    env: { PATH: `${daemon.path}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`, HOME: '/root' },
  });
  closeSync(log);
  child.on('error', () => undefined); // seen as a missing pid
  if (child.pid === undefined) throw new Error(`${daemon.name}: /bin/sh cannot be started`);
  child.unref();
  writeFileSync(pidFile(daemon), JSON.stringify({ pid: child.pid, startTime: startTimeOf(child.pid) ?? '' }));
}

/** Its pid while it runs, else null. */
export function daemonPid(daemon: Pick<Daemon, 'folder' | 'name'>): number | null {
  const known = readPidFile(pidFile(daemon));
  return known !== null && startTimeOf(known.pid) === known.startTime ? known.pid : null;
}

/** SIGTERM, and SIGKILL when it has not ended after the grace. */
export async function stopDaemon(daemon: Pick<Daemon, 'folder' | 'name'>, graceMs = 5000): Promise<void> {
  const pid = daemonPid(daemon);
  if (pid !== null) {
    process.kill(pid, 'SIGTERM');
    const deadline = Date.now() + graceMs;
    await until(`the end of ${daemon.name}`, graceMs + 10_000, () => {
      if (daemonPid(daemon) === null) return true;
      if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
      return null;
    });
  }
  rmSync(pidFile(daemon), { force: true });
}

/** Waits for `ready`; throws with the log's end when the program ends first or time runs out. */
export async function awaitDaemon(
  daemon: Daemon,
  timeoutMs: number,
  ready: () => boolean | Promise<boolean>,
): Promise<void> {
  const logEnd = (): string => readFileSync(logFile(daemon), 'utf8').split('\n').slice(-25).join('\n');
  await until(
    `${daemon.name} is ready`,
    timeoutMs,
    async () => {
      if (await ready()) return true;
      if (daemonPid(daemon) === null)
        throw new Error(`${daemon.name} ended; the end of ${logFile(daemon)}:\n${logEnd()}`);
      return null;
    },
    () => `the end of ${logFile(daemon)}:\n${logEnd()}`,
  );
}

function logFile(daemon: Pick<Daemon, 'folder' | 'name'>): string {
  return path.join(daemon.folder, `${daemon.name}.log`);
}

function pidFile(daemon: Pick<Daemon, 'folder' | 'name'>): string {
  return path.join(daemon.folder, `${daemon.name}.pid`);
}

function readPidFile(file: string): Running | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Running;
  } catch {
    return null;
  }
}

/** Null when there is no such process, or only its remains. */
function startTimeOf(pid: number): string | null {
  try {
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return state === 'Z' ? null : (fields[18] ?? null);
  } catch {
    return null;
  }
}
