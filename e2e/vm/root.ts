/**
 * The root file system of a VM: busybox, Node with its libraries, and this checkout with the packages that its tests import.
 *
 * Needs: a checkout with its node_modules, the parts that are of an architecture, cpio, gzip.
 * Gives: gzip'd cpio archives that the kernel unpacks one after the other.
 * Reports: throws when a part is missing.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cacheFolder, checkout } from './cache.ts';
import { runtimePackages } from './packages.ts';
import type { Parts } from './parts.ts';

/** Where the checkout stands inside. */
export const insideCheckout = '/bpfleet';

/** Counts the changes of what is made here below. */
const baseRevision = 2;

/** Node and the tools of the machine: made once for each version of them. */
export function baseArchive({ name, busybox, files }: Parts): string {
  const archive = path.join(cacheFolder('roots'), `base-${name}-r${baseRevision}.cpio.gz`);
  if (existsSync(archive)) return archive;
  return withFolder((root) => {
    for (const folder of ['bin', 'dev', 'etc', 'proc', 'root', 'run', 'sys', 'tmp', 'usr/bin', 'usr/sbin']) {
      mkdirSync(path.join(root, folder), { recursive: true });
    }
    copyFileSync(busybox, path.join(root, 'bin/busybox'));
    for (const [to, from] of files) copy(from, path.join(root, to));
    writeFileSync(
      path.join(root, 'etc/passwd'),
      'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
    );
    writeFileSync(path.join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
    writeFileSync(path.join(root, 'etc/hostname'), 'vm\n');
    return pack(root, archive);
  });
}

/** Files by their path inside, packed once for each name. */
export function filesArchive(name: string, files: ReadonlyMap<string, string>): string {
  const archive = path.join(cacheFolder('roots'), `${name}.cpio.gz`);
  if (existsSync(archive)) return archive;
  return withFolder((root) => {
    for (const [to, from] of files) copy(from, path.join(root, to));
    return pack(root, archive);
  });
}

/** The checkout as it stands now, and `init`. */
export function checkoutArchive({ addon, workload }: Parts, init: string): Buffer {
  return withFolder((root) => {
    const inside = path.join(root, insideCheckout);
    for (const file of [...trackedFiles(), 'dist', ...runtimePackages(checkout)]) {
      if (existsSync(path.join(checkout, file))) copy(path.join(checkout, file), path.join(inside, file));
    }
    copy(addon, path.join(inside, 'native/build/Release/bpfleet.node'));
    copy(workload, path.join(inside, '.cache/workload/workload'));
    mkdirSync(path.join(inside, 'node_modules/.bin'), { recursive: true });
    symlinkSync('/usr/bin/node', path.join(inside, 'node_modules/.bin/node'));
    writeFileSync(path.join(root, 'init'), init);
    chmodSync(path.join(root, 'init'), 0o755);
    const archive = path.join(root, '..', `${path.basename(root)}.cpio.gz`);
    try {
      return readFileSync(pack(root, archive));
    } finally {
      rmSync(archive, { force: true });
    }
  });
}

function trackedFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: checkout,
    encoding: 'utf8',
  });
  return listed.split('\0').filter((file) => file !== '' && existsSync(path.join(checkout, file)));
}

function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}

function pack(root: string, archive: string): string {
  const temporary = `${archive}.${process.pid}`;
  execFileSync('sh', ['-c', 'find . | cpio -o -H newc --quiet | gzip -1 >"$1"', 'pack', temporary], { cwd: root });
  execFileSync('mv', [temporary, archive]);
  return archive;
}

function withFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpfleet-vm-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
