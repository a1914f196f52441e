/** The kernels that tests run on: Debian's own packages, named by version and, where it is not amd64, architecture. */
import path from 'node:path';
import { globSync } from 'node:fs';
import type { Feature } from '../harness/feature.ts';
import { unpackedPackage } from './debian.ts';
import type { Architecture } from './machines.ts';

export interface VmKernel {
  /** What `--kernel` takes: `6.1`. */
  readonly name: string;
  readonly architecture: Architecture;
  readonly suite: 'bookworm' | 'trixie' | 'sid';
  /** Of the name of the package that holds vmlinuz; the newest that matches is taken. */
  readonly package: RegExp;
  /** What this kernel is known to have: a test that skips for lack of one of these has failed. */
  readonly features: readonly Feature[];
}

const everywhere = ['kprobe', 'fentry', 'iterator', 'uprobe'] as const;
const x86 = [...everywhere, 'irq-vectors', 'x86-registers'] as const;
const fprobe = [...x86, 'kprobe-multi', 'kprobe-session', 'uprobe-multi'] as const;

export const vmKernels: readonly VmKernel[] = [
  {
    name: '6.1',
    architecture: 'amd64',
    suite: 'bookworm',
    package: /^linux-image-6\.1\.[\w.+-]*-cloud-amd64$/,
    features: x86,
  },
  {
    name: '6.12',
    architecture: 'amd64',
    suite: 'trixie',
    package: /^linux-image-6\.12\.[\w.+-]*-cloud-amd64$/,
    features: fprobe,
  },
  {
    name: '7.2',
    architecture: 'amd64',
    suite: 'sid',
    // Since 7.0 the image package only depends on the one with the binary.
    package: /^linux-binary-7\.[\w.+-]*-cloud-amd64$/,
    features: fprobe,
  },
  {
    name: '6.12-arm64',
    architecture: 'arm64',
    suite: 'trixie',
    package: /^linux-image-6\.12\.[\w.+-]*-cloud-arm64$/,
    // fprobe came to arm64 later.
    features: [...everywhere, 'uprobe-multi'],
  },
];

export function findKernel(name: string): VmKernel | null {
  return vmKernels.find((kernel) => kernel.name === name) ?? null;
}

/** The kernel's image, fetched when it is not there. */
export function vmlinuz(kernel: VmKernel): string {
  const root = unpackedPackage(kernel, kernel.package);
  const [file] = globSync('{boot,usr/lib/modules/*,lib/modules/*}/vmlinuz*', { cwd: root });
  if (file === undefined) throw new Error(`${root} holds no vmlinuz`);
  return path.join(root, file);
}

/** As compiler/testing/target.ts reads it. */
export function storedTargetName({ name, architecture }: VmKernel): string {
  return `linux-${name.replace(/-.*/, '')}-${architecture === 'amd64' ? 'x86_64' : architecture}`;
}

/** The package's name without what all have in common: `6.12.117+deb13-cloud-arm64`. */
export function kernelRelease(kernel: VmKernel): string {
  const root = unpackedPackage(kernel, kernel.package);
  return `Debian ${kernel.suite}, ${path.basename(root).replace(/^linux-(?:image|binary)-/, '')}`;
}
