/**
 * The base image that the Dockerfile asks for, made from Debian's packages under the very name of the FROM line, as no registry is
 * asked: so the project's own Dockerfile is built unchanged.
 *
 * Needs: debootstrap with Debian's archive keys. Gives: the image in buildah's storage.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../harness/process.ts';
import { withLock } from '../machine/lock.ts';
import { repository } from '../settings.ts';
import { step } from '../steps.ts';
import { buildah, hasImage } from './buildah.ts';

/** The name in the FROM lines of the Dockerfile: a Debian suite, and nothing else. */
function baseImage(): string {
  const text = readFileSync(path.join(repository, 'Dockerfile'), 'utf8');
  const names = new Set([...text.matchAll(/^FROM (\S+)/gm)].map(([, name = '']) => name));
  const [name = ''] = names;
  if (names.size !== 1 || suiteOf(name) === null) {
    throw new Error(
      `Dockerfile: all stages must be FROM docker.io/library/debian:SUITE-slim, not ${[...names].join(', ')}`,
    );
  }
  return name;
}

const suiteOf = (image: string): string | null =>
  /^docker\.io\/library\/debian:([a-z]+)-slim$/.exec(image)?.[1] ?? null;

export async function makeBaseImage(cache: string): Promise<void> {
  const image = baseImage();
  await withLock(`image ${image} in ${cache}`, async () => {
    if (await hasImage(cache, image)) return;
    await step(`making the base image ${image} (debootstrap)`, async () => build(cache, image, suiteOf(image) ?? ''));
  });
}

async function build(cache: string, image: string, suite: string): Promise<void> {
  mkdirSync(path.join(cache, 'images'), { recursive: true });
  const work = mkdtempSync(path.join(cache, 'images', 'debootstrap.'));
  try {
    // In a mount namespace of its own: it mounts /proc in the new root, and may be killed there.
    const bootstrap = ['debootstrap', '--variant=minbase', suite, work];
    await run('debootstrap', 'unshare', ['--mount', '--propagation=private', '--', ...bootstrap]);
    for (const folder of [
      'var/cache/apt/archives',
      'var/lib/apt/lists',
      'usr/share/doc',
      'usr/share/man',
      'usr/share/locale',
    ]) {
      rmSync(path.join(work, folder), { recursive: true, force: true });
      mkdirSync(path.join(work, folder));
    }
    const container = await buildah(cache, ['from', 'scratch']);
    await buildah(cache, ['add', container, work, '/']);
    await buildah(cache, ['config', '--cmd', '["/bin/bash"]', container]);
    await buildah(cache, ['commit', '--quiet', '--rm', container, image]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
