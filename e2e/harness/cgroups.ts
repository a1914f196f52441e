/** Cgroup v2 folders for tests: made under the unified hierarchy wherever it is mounted, removed at the end. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { cgroupRoot } from '@bpfleet/agent';
import { removeCgroup } from '../../agent/testing/cgroup.ts';

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
