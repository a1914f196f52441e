/**
 * Writes proto/gen/tracejob.crd.yaml. Needs: crd.ts. Gives: what `kubectl apply` takes.
 * Reports: with --check, whether the file is not fresh, exit code 1.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { traceJobCrd } from './crd.ts';

export const crdPath = join(import.meta.dirname, '../gen/tracejob.crd.yaml');

export function crdText(): string {
  const yaml = stringify(traceJobCrd(), { lineWidth: 120, aliasDuplicateObjects: false });
  return `# Generated from proto/crd by generate.ts: do not edit.\n${yaml}`;
}

function main(): void {
  if (existsSync(crdPath) && readFileSync(crdPath, 'utf8') === crdText()) return;
  if (!process.argv.includes('--check')) {
    writeFileSync(crdPath, crdText());
    return;
  }
  process.stderr.write('proto: not fresh: gen/tracejob.crd.yaml: run `scripts/generate`\n');
  process.exitCode = 1;
}

if (import.meta.main) main();
