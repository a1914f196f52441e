/**
 * Writes what `kubectl apply` and the chart take, below charts/bpfleet/files. Needs: ../crd and the files beside.
 * Gives: one file a CRD, and policy, roles and classes.
 * Reports: with --check, which files are not fresh, exit code 1.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { crdOf, kinds } from '../crd/crd.ts';
import { traceClasses } from './classes.ts';
import { classPolicy } from './policy.ts';
import { operatorRole, userRoles } from './roles.ts';

export const folder = join(import.meta.dirname, '../../charts/bpfleet/files');

function text(objects: readonly object[]): string {
  const documents = objects.map((object) => stringify(object, { lineWidth: 120, aliasDuplicateObjects: false }));
  return `# Generated from proto/ by scripts/generate: do not edit.\n${documents.join('---\n')}`;
}

/** By path below `folder`. */
export function manifests(): ReadonlyMap<string, string> {
  return new Map([
    ...kinds.map((kind): [string, string] => [`crds/${kind.plural}.yaml`, text([crdOf(kind)])]),
    ['policy.yaml', text(classPolicy())],
    ['roles.yaml', text([...userRoles(), operatorRole()])],
    ['classes.yaml', text(traceClasses())],
  ]);
}

function main(): void {
  for (const [name, content] of manifests()) {
    const path = join(folder, name);
    if (existsSync(path) && readFileSync(path, 'utf8') === content) continue;
    if (process.argv.includes('--check')) {
      process.stderr.write(`proto: not fresh: charts/bpfleet/files/${name}: run \`scripts/generate\`\n`);
      process.exitCode = 1;
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

if (import.meta.main) main();
