/** A package of the npm registry that is not for this machine, which `npm ci` leaves out: fetched once, by npm. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache.ts';

/** The folder with the package's files. */
export function npmPackage(name: string, version: string): string {
  const kept = cacheFolder('npm');
  const target = path.join(kept, `${name}-${version}`);
  if (existsSync(target)) return target;
  const work = mkdtempSync(path.join(kept, '.work-'));
  try {
    execFileSync('npm', ['pack', '--silent', `${name}@${version}`], {
      cwd: work,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [archive] = readdirSync(work);
    if (archive === undefined) throw new Error(`npm packed no file for ${name}@${version}`);
    mkdirSync(path.join(work, 'package'), { recursive: true });
    execFileSync('tar', ['-xzf', archive, '-C', 'package', '--strip-components=1'], { cwd: work });
    renameSync(path.join(work, 'package'), target);
    return target;
  } finally {
    rmSync(work, { recursive: true });
  }
}
