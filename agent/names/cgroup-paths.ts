/**
 * cgroup_path(): where a cgroup id is found in the hierarchies that are mounted here.
 *
 * A cgroup's id is the inode number of its folder. Hierarchies are numbered apart, so that one id can be in several.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

interface Hierarchy {
  /** `unified` for cgroup v2, else the name of the mount's folder. */
  readonly name: string;
  readonly root: string;
}

/** `unified:/system.slice,pids:/…` for all hierarchies whose name matches `pattern`; empty when it is in none. */
export function cgroupPaths(id: bigint, pattern: string): string {
  const known = answers.get(`${id} ${pattern}`);
  if (known !== undefined) return known;
  const wanted = new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`);
  const found = hierarchies().flatMap(({ name, root }) => {
    const path = wanted.test(name) ? findFolder(root, '/', id) : null;
    return path === null ? [] : [`${name}:${path}`];
  });
  const answer = found.join(',');
  // One that is gone may have had a name when it was seen, and a new one may come: only what was found is kept.
  if (answer !== '') answers.set(`${id} ${pattern}`, answer);
  return answer;
}

const answers = new Map<string, string>();

function escaped(text: string): string {
  return text.replaceAll(/[^\w]/g, (char) => `\\${char}`);
}

/** Version 2 first, then by name. */
function hierarchies(): readonly Hierarchy[] {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  const of = (type: string): string[] => mounts.filter(([, , kind]) => kind === type).map(([, root = '']) => root);
  const v2 = of('cgroup2')
    .slice(0, 1)
    .map((root) => ({ name: 'unified', root }));
  // One that is mounted twice is one.
  const v1 = new Map(of('cgroup').map((root) => [root.slice(root.lastIndexOf('/') + 1), root]));
  return [...v2, ...[...v1].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, root]) => ({ name, root }))];
}

function findFolder(root: string, path: string, id: bigint): string | null {
  const folder = join(root, path);
  try {
    if (statSync(folder, { bigint: true }).ino === id) return path;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const found = findFolder(root, join(path, entry.name), id);
      if (found !== null) return found;
    }
  } catch {
    // It went away while it was looked at.
  }
  return null;
}
