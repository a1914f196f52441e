/** The image whose one process keeps a pod's namespaces: a static program alone. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../harness/process.ts';
import { withLock } from '../machine/lock.ts';
import { pauseImage } from '../node/containerd.ts';
import { step } from '../steps.ts';
import { buildah, saveImage } from './buildah.ts';

const source = path.join(import.meta.dirname, 'pause.c');

/** Path of its archive, built once. */
export async function pauseArchive(cache: string): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 8);
  const archive = path.join(cache, 'images', `pause-${digest}.tar`);
  return withLock(`image ${archive}`, async () => {
    if (!existsSync(archive)) await step('building the pause image', async () => build(cache, archive));
    return archive;
  });
}

async function build(cache: string, archive: string): Promise<void> {
  mkdirSync(path.dirname(archive), { recursive: true });
  const work = mkdtempSync(`${archive}.`);
  try {
    const program = path.join(work, 'pause');
    await run('cc', 'cc', ['-static', '-Os', '-s', '-Wall', '-o', program, source]);
    const container = await buildah(cache, ['from', 'scratch']);
    await buildah(cache, ['copy', container, program, '/pause']);
    await buildah(cache, ['config', '--entrypoint', '["/pause"]', '--user', '65535:65535', container]);
    await buildah(cache, ['commit', '--quiet', '--rm', container, pauseImage]);
    const finished = path.join(work, 'pause.tar');
    await saveImage(cache, pauseImage, finished);
    renameSync(finished, archive);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
