/** The kernels that tests run on: Debian's own packages for x86-64, named by version. */
import path from 'node:path';
import { globSync } from 'node:fs';
import type { Feature } from '../harness/feature.ts';
import { unpackedPackage } from './debian.ts';

export interface VmKernel {
  /** What `--kernel` takes: `6.1`. */
  readonly name: string;
  readonly suite: 'bookworm' | 'trixie' | 'sid';
  /** Of the name of the package that holds vmlinuz; the newest that matches is taken. */
  readonly package: RegExp;
  /** What this kernel is known to have: a test that skips for lack of one of these has failed. */
  readonly features: readonly Feature[];
}

const everywhere = ['kprobe', 'fentry', 'iterator', 'uprobe'] as const;
const fprobe = [...everywhere, 'kprobe-multi', 'kprobe-session', 'uprobe-multi'] as const;

export const vmKernels: readonly VmKernel[] = [
  {
    name: '6.1',
    suite: 'bookworm',
    package: /^linux-image-6\.1\.[\w.+-]*-cloud-amd64$/,
    features: everywhere,
  },
  {
    name: '6.12',
    suite: 'trixie',
    package: /^linux-image-6\.12\.[\w.+-]*-cloud-amd64$/,
    features: fprobe,
  },
  {
    name: '7.2',
    suite: 'sid',
    // Since 7.0 the image package only depends on the one with the binary.
    package: /^linux-binary-7\.[\w.+-]*-cloud-amd64$/,
    features: fprobe,
  },
];

export function findKernel(name: string): VmKernel | null {
  return vmKernels.find((kernel) => kernel.name === name) ?? null;
}

/** The kernel's image, fetched when it is not there. */
export function vmlinuz(kernel: VmKernel): string {
  const root = unpackedPackage({ suite: kernel.suite, architecture: 'amd64' }, kernel.package);
  const [file] = globSync('{boot,usr/lib/modules/*,lib/modules/*}/vmlinuz*', { cwd: root });
  if (file === undefined) throw new Error(`${root} holds no vmlinuz`);
  return path.join(root, file);
}
