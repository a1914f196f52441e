/** The folders below node_modules that tests inside a VM import: what our packages depend on, and what that depends on. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface PackageJson {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Of the parts that run inside; the operator and its Kubernetes client stay outside. */
const inside = ['proto', 'results', 'compiler', 'native', 'agent'];
/** What tests import beside it. */
const forTests = ['fast-check', 'yaml', 'zod'];

export function runtimePackages(root: string): readonly string[] {
  const wanted = new Set<string>(['node_modules/@bpfleet']);
  const open = [...inside.flatMap((folder) => dependenciesOf(path.join(root, folder))), ...forTests].map(
    (name): readonly [string, string] => [name, ''],
  );
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [name, from] = next;
    const folder = resolve(root, name, from);
    if (folder === null || wanted.has(folder) || name.startsWith('@bpfleet/')) continue;
    wanted.add(folder);
    open.push(
      ...dependenciesOf(path.join(root, folder)).map((dependency): readonly [string, string] => [dependency, folder]),
    );
  }
  return [...wanted].filter((folder) => ![...wanted].some((other) => folder.startsWith(`${other}/`)));
}

/** Node's own way: the nearest node_modules upwards. Null for a package of another system, which is not installed. */
function resolve(root: string, name: string, from: string): string | null {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder === '.' ? '' : folder, 'node_modules', name);
    if (existsSync(path.join(root, candidate, 'package.json'))) return candidate;
    if (folder === '' || folder === '.') return null;
  }
}

function dependenciesOf(folder: string): readonly string[] {
  const [file] = globSync('package.json', { cwd: folder });
  if (file === undefined) return [];
  const json = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as PackageJson;
  return Object.keys(json.dependencies ?? {});
}
