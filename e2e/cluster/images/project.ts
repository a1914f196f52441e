/**
 * The project's image, built with the project's own Dockerfile.
 *
 * Needs: what it is built from, the base image. Gives: an archive in the cache, named by what it is made of, and what it weighs.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { withLock } from '../machine/lock.ts';
import { repository } from '../settings.ts';
import { say, step } from '../steps.ts';
import { makeBaseImage } from './base.ts';
import { buildah, saveImage } from './buildah.ts';

export interface ImageArchive {
  readonly image: string;
  readonly archive: string;
}

/** How many archives of earlier sources stay in the cache. */
const keep = 4;

export async function projectImage(cache: string): Promise<ImageArchive> {
  const image = `localhost/bpfleet:${fingerprint()}`;
  const archive = path.join(cache, 'images', `${image.replace(/^.*\//, '').replace(':', '-')}.tar`);
  return withLock(`image ${archive}`, async () => {
    if (!existsSync(archive)) {
      await makeBaseImage(cache);
      await step(`building the image ${image}`, async () => build(cache, image, archive));
      say(`the image weighs ${Math.round(statSync(archive).size / 1e6)} MB, compressed`);
      forgetOld(path.dirname(archive));
    }
    return { image, archive };
  });
}

async function build(cache: string, image: string, archive: string): Promise<void> {
  mkdirSync(path.dirname(archive), { recursive: true });
  const work = mkdtempSync(`${archive}.`);
  try {
    const args = ['bud', '--quiet', '--pull-never', '--layers', ...secrets(work), '--tag', image, '.'];
    await buildah(cache, args, repository);
    const finished = path.join(work, 'image.tar');
    await saveImage(cache, image, finished);
    renameSync(finished, archive);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The build trusts whom this machine trusts, and fetches Debian's packages as it does; nothing of it stays in the image. */
function secrets(work: string): readonly string[] {
  const apt = path.join(work, 'apt.conf');
  const settings = execFileSync('apt-config', ['dump', 'Acquire'], { encoding: 'utf8' }).split('\n');
  const network = /^Acquire::(https?::|Check-|Retries|ForceIP)/;
  writeFileSync(apt, `${settings.filter((line) => network.test(line)).join('\n')}\n`);
  const files = { apt, 'ca-certificates': '/etc/ssl/certs/ca-certificates.crt' };
  return Object.entries(files).flatMap(([id, file]) => (existsSync(file) ? ['--secret', `id=${id},src=${file}`] : []));
}

/** Of the files that .dockerignore lets in, and of the Dockerfile. */
function fingerprint(): string {
  const rules = readFileSync(path.join(repository, '.dockerignore'), 'utf8').split('\n');
  const inputs = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...inputs, 'Dockerfile', '.dockerignore'],
    { cwd: repository, encoding: 'utf8' },
  );
  const files = listed.split('\0').filter((file) => file !== '' && !/\.test\.ts$|\/testdata\//.test(file));
  const hash = createHash('sha256');
  for (const file of new Set(files.filter((name) => existsSync(path.join(repository, name))).toSorted())) {
    hash.update(`${file}\0`).update(readFileSync(path.join(repository, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

function forgetOld(folder: string): void {
  const archives = readdirSync(folder).filter((name) => /^bpfleet-[0-9a-f]{12}\.tar$/.test(name));
  const age = (name: string): number => statSync(path.join(folder, name)).mtimeMs;
  for (const name of archives.toSorted((a, b) => age(b) - age(a)).slice(keep)) rmSync(path.join(folder, name));
}
