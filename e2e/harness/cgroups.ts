/** Cgroup v2 folders for tests: made under the unified hierarchy wherever it is mounted, removed at the end. */
import { mkdirSync, readFileSync, readdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where cgroup v2 is mounted (`/sys/fs/cgroup`, or `/sys/fs/cgroup/unified` beside v1). Throws where it is not. */
export function cgroupRoot(): string {
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [before, after] = line.split(' - ');
    if (after?.startsWith('cgroup2 ') === true) return before?.split(' ')[4] ?? '/sys/fs/cgroup';
  }
  throw new Error('cgroup v2 is not mounted; mount it with: mount -t cgroup2 none /sys/fs/cgroup/unified');
}

/** A folder of this test's own. `remove` waits for the last process in it to be gone. */
export interface CgroupFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export function makeCgroup(name: string, parent: string = cgroupRoot()): CgroupFolder {
  const folder = path.join(parent, name);
  mkdirSync(folder);
  return { path: folder, remove: () => removeCgroup(folder) };
}

async function removeCgroup(folder: string): Promise<void> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeCgroup(path.join(folder, entry.name));
  }
  for (let attempt = 0; ; attempt += 1) {
    try {
      rmdirSync(folder);
      return;
    } catch (error) {
      if (attempt === 100) throw new Error(`cannot remove ${folder}: a process is still in it`, { cause: error });
      await sleep(50);
    }
  }
}
