/**
 * The addon for arm64, built here.
 *
 * Needs: g++-aarch64-linux-gnu, libraries of Debian's arm64 packages. Gives: the addon, and the libraries that it and Node want.
 * Reports: throws with the compiler's words.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { checkout } from './cache.ts';
import { unpackedPackage } from './debian.ts';

const triplet = 'aarch64-linux-gnu';
export const crossCompiler = `${triplet}-gcc`;

/** Of Debian 12: what is built against the oldest C library runs with any. */
const runtime = ['libc6', 'libgcc-s1', 'libstdc++6', 'libatomic1', 'libelf1', 'zlib1g'];
const headers = ['libelf-dev', 'zlib1g-dev'];

function packageFolder(name: string): string {
  const pattern = new RegExp(`^${name.replaceAll('+', '\\+')}$`);
  return unpackedPackage({ suite: 'bookworm', architecture: 'arm64' }, pattern);
}

/** Path inside, path here. */
export function crossLibraries(): readonly (readonly [string, string])[] {
  return runtime.map(packageFolder).flatMap((root) => {
    const files = globSync([`{usr/,}lib/${triplet}/*.so*`, 'lib/ld-linux-*'], { cwd: root });
    return files.map((file): [string, string] => [`/${file}`, path.join(root, file)]);
  });
}

export function crossBuiltAddon(nodeFolder: string): string {
  const work = path.join(checkout, '.cache/native-arm64');
  const sysroot = path.join(work, 'sysroot');
  if (!existsSync(sysroot)) {
    mkdirSync(sysroot, { recursive: true });
    for (const name of [...runtime, ...headers]) {
      cpSync(packageFolder(name), sysroot, { recursive: true, verbatimSymlinks: true });
    }
  }
  for (const name of ['binding.gyp', 'package.json', 'core', 'addon']) {
    if (!existsSync(path.join(work, name))) symlinkSync(path.join(checkout, 'native', name), path.join(work, name));
  }
  const include = path.join(sysroot, 'usr/include');
  execFileSync('scripts/build-libbpf.sh', [triplet, include], {
    cwd: checkout,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const env = {
    ...process.env,
    CC: crossCompiler,
    CXX: `${triplet}-g++`,
    LINK: `${triplet}-g++`,
    AR: `${triplet}-ar`,
    CXXFLAGS: `-I${include}`,
    LDFLAGS: `-L${sysroot}/usr/lib/${triplet} -L${sysroot}/lib/${triplet}`,
  };
  const gyp = (...args: readonly string[]): void => {
    const program = path.join(checkout, 'node_modules/.bin/node-gyp');
    // What make has to say stays in the error, when there is one.
    execFileSync(program, [...args], { cwd: work, env, stdio: 'pipe' });
  };
  const libbpf = path.join(checkout, `.cache/libbpf/1.7-${triplet}`);
  gyp('configure', '--silent', '--arch=arm64', `--nodedir=${nodeFolder}`, '--', `-Dlibbpf=${libbpf}`);
  gyp('build', '--silent', '--jobs=2');
  return path.join(work, 'build/Release/bpfleet.node');
}
