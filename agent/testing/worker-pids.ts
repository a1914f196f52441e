/** Processes of this one that run the reader of symbols. */
import { readdirSync, readFileSync } from 'node:fs';

export function workerPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const [command, parent] = [textOf(`/proc/${pid}/cmdline`), textOf(`/proc/${pid}/stat`)];
      return command.includes('symbols/worker/main.ts') && parent.split(') ')[1]?.split(' ')[1] === `${process.pid}`;
    });
}

/** Empty when it is not there. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
