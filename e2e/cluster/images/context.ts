/**
 * What the project's image is made from: a copy of the files that .dockerignore lets in, so that who edits meanwhile changes neither
 * the image nor its name.
 *
 * Needs: git. Gives: the copy, and a digest of it.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../settings.ts';

/** Copies into the folder; gives the digest of names and contents. */
export function copyContext(folder: string): string {
  const hash = createHash('sha256');
  for (const file of contextFiles()) {
    // Times stay: to buildah another time is another file, and the layers after it are built again.
    cpSync(path.join(repository, file), path.join(folder, file), { preserveTimestamps: true });
    hash.update(`${file}\0`).update(readFileSync(path.join(folder, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** What git knows or would take, of the paths that .dockerignore names. */
function contextFiles(): readonly string[] {
  const rules = readFileSync(path.join(repository, '.dockerignore'), 'utf8').split('\n');
  const inputs = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
  const args = [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--',
    ...inputs,
    'Dockerfile',
    '.dockerignore',
  ];
  const listed = execFileSync('git', args, { cwd: repository, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0');
  const files = new Set(listed.filter((file) => file !== '' && !/\.test\.ts$|(^|\/)testdata\//.test(file)));
  return [...files].filter((file) => existsSync(path.join(repository, file))).toSorted();
}
