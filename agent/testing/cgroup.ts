import { mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cgroup, cgroupRoot, findCgroup } from '../kernel/cgroups.ts';

let made = 0;

/** A new cgroup below the root, removed when the test ends (its processes must be gone by then). */
export function testCgroup(t: TestContext): Cgroup {
  made += 1;
  const path = join(cgroupRoot(), `bpfleet-test-${process.pid}-${made}`);
  mkdirSync(path);
  t.after(() => removeCgroup(path));
  return findCgroup(path);
}

/** A cgroup below another one, removed with it. */
export function childCgroup(parent: Cgroup): Cgroup {
  const path = join(parent.path, 'child');
  mkdirSync(path);
  return findCgroup(path);
}

/** With those below it. A process that has ended leaves its cgroup a moment later; throws when that takes over 5 s. */
export async function removeCgroup(path: string): Promise<void> {
  const children = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of children) await removeCgroup(join(path, name));
  for (let tries = 0; ; tries += 1) {
    try {
      rmdirSync(path);
      return;
    } catch (error) {
      if (tries === 100) throw new Error(`cannot remove ${path}: a process is still in it`, { cause: error });
      await sleep(50);
    }
  }
}
