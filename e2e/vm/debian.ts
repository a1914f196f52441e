/**
 * Files of Debian packages of any suite and architecture, without touching the machine's own apt configuration.
 *
 * Needs: apt with Debian's archive keyring, dpkg-deb. Gives: a folder with the unpacked package, kept by its name and version.
 * Reports: throws with apt's words when a suite cannot be read or has no such package.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache.ts';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

export interface Suite {
  readonly suite: string;
  readonly architecture: string;
}

/** Unpacks the newest package whose name matches; what was fetched before serves while the suite cannot be reached. */
export function unpackedPackage(from: Suite, name: RegExp): string {
  const kept = cacheFolder('packages', `${from.suite}-${from.architecture}`);
  const before = newest(readdirSync(kept).filter((entry) => name.test(entry)));
  if (before !== null) return path.join(kept, before);
  const env = aptEnvironment(from);
  run('apt-get', ['-q', 'update'], env);
  const found = newest(
    run('apt-cache', ['pkgnames'], env)
      .split('\n')
      .filter((entry) => name.test(entry)),
  );
  if (found === null) throw new Error(`Debian ${from.suite} (${from.architecture}) has no package like ${name.source}`);
  const work = mkdtempSync(path.join(kept, '.work-'));
  try {
    run('apt-get', ['-q', 'download', found], env, work);
    const [archive] = readdirSync(work);
    if (archive === undefined) throw new Error(`apt downloaded no file for ${found}`);
    run('dpkg-deb', ['-x', archive, 'root'], env, work);
    const target = path.join(kept, found);
    if (!existsSync(target)) renameSync(path.join(work, 'root'), target);
    return target;
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** By version, numbers in names compared as numbers. */
function newest(names: readonly string[]): string | null {
  return names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? null;
}

/** APT_CONFIG adds to the machine's configuration; lists and archives live in the cache. */
function aptEnvironment({ suite, architecture }: Suite): NodeJS.ProcessEnv {
  const folder = cacheFolder('apt', `${suite}-${architecture}`);
  for (const part of ['lists/partial', 'archives/partial']) mkdirSync(path.join(folder, part), { recursive: true });
  const sources = path.join(folder, 'sources.list');
  writeFileSync(
    sources,
    `deb [arch=${architecture} signed-by=${keyring}] http://deb.debian.org/debian ${suite} main\n`,
  );
  const settings: readonly (readonly [string, string])[] = [
    ['Dir::Etc::SourceList', sources],
    ['Dir::Etc::SourceParts', '/dev/null'],
    ['Dir::State::Lists', path.join(folder, 'lists')],
    ['Dir::State::Status', '/dev/null'],
    ['Dir::Cache', folder],
    ['Acquire::Languages', 'none'],
    ['APT::Architecture', architecture],
    ['APT::Architectures', architecture],
    ['APT::Sandbox::User', 'root'],
  ];
  const config = path.join(folder, 'apt.conf');
  writeFileSync(config, settings.map(([key, value]) => `${key} "${value}";\n`).join(''));
  return { ...process.env, APT_CONFIG: config };
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd?: string): string {
  return execFileSync(command, args, {
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(cwd === undefined ? {} : { cwd }),
  });
}
