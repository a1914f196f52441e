/**
 * The project's image, built with the project's own Dockerfile.
 *
 * Needs: what it is built from, the base image. Gives: an archive in the cache, named by what it is made of, and what it weighs.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from '../machine/lock.ts';
import { say, step } from '../steps.ts';
import { makeBaseImage } from './base.ts';
import { buildah, hasImage, saveImage } from './buildah.ts';
import { copyContext } from './context.ts';

export interface ImageArchive {
  readonly image: string;
  readonly archive: string;
}

/** How many archives of earlier sources stay in the cache. */
const keep = 4;

export async function projectImage(cache: string): Promise<ImageArchive> {
  const folder = path.join(cache, 'images');
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(path.join(folder, 'build.'));
  try {
    const digest = copyContext(path.join(work, 'context'));
    const image = `localhost/bpfleet:${digest}`;
    const archive = path.join(folder, `bpfleet-${digest}.tar`);
    await withLock(`image ${archive}`, async () => {
      if (existsSync(archive)) return;
      await makeBaseImage(cache);
      await step(`building the image ${image}`, async () => build(cache, image, work));
      renameSync(path.join(work, 'image.tar'), archive);
      say(`the image weighs ${Math.round(statSync(archive).size / 1e6)} MB, compressed`);
      await forgetOld(cache, folder);
    });
    return { image, archive };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Gives image.tar in the work folder. */
async function build(cache: string, image: string, work: string): Promise<void> {
  const args = ['bud', '--quiet', '--pull-never', '--layers', ...secrets(work), '--tag', image, '.'];
  await buildah(cache, args, path.join(work, 'context'));
  await saveImage(cache, image, path.join(work, 'image.tar'));
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

/** Archives of earlier sources, and the images that they were made from: buildah's storage holds their layers. */
async function forgetOld(cache: string, folder: string): Promise<void> {
  const archives = readdirSync(folder).filter((name) => /^bpfleet-[0-9a-f]{12}\.tar$/.test(name));
  const age = (name: string): number => statSync(path.join(folder, name)).mtimeMs;
  const image = (name: string): string => name.replace(/^bpfleet-(.*)\.tar$/, 'localhost/bpfleet:$1');
  for (const name of archives.toSorted((a, b) => age(b) - age(a)).slice(keep)) {
    rmSync(path.join(folder, name));
    if (await hasImage(cache, image(name))) await buildah(cache, ['rmi', image(name)]);
  }
}
