/**
 * buildah without a daemon and without a registry. Images live in the cache folder.
 *
 * Needs: root, buildah. Gives: commands run in a mount namespace of their own, so that a killed build leaves no mount behind.
 */
import path from 'node:path';
import { run } from '../../harness/process.ts';

/** Its standard output, trimmed. */
export async function buildah(cache: string, args: readonly string[], cwd: string = '/'): Promise<string> {
  const storage = path.join(cache, 'images', 'storage');
  const at = ['--root', storage, '--runroot', path.join(cache, 'images', 'run')];
  const command = ['--mount', '--propagation=private', '--', 'buildah', ...at, '--storage-driver', 'overlay', ...args];
  const env = { ...process.env, BUILDAH_ISOLATION: 'chroot' };
  return (await run(`buildah ${args[0] ?? ''}`, 'unshare', command, { env, cwd })).stdout.trim();
}

/** Writes an image as an archive that containerd imports. */
export async function saveImage(cache: string, image: string, archive: string): Promise<void> {
  await buildah(cache, ['push', '--quiet', image, `oci-archive:${archive}:${image}`]);
}

export async function hasImage(cache: string, image: string): Promise<boolean> {
  const names = await buildah(cache, ['images', '--format', '{{.Name}}:{{.Tag}}']);
  return names.split('\n').includes(image);
}
