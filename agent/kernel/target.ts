/**
 * Facts about the kernel that runs here.
 *
 * Needs: root (helpers are probed by loading tiny programs). Gives: the Target that the compiler takes, and its digest.
 * Reports: TracefsUnreadable; an architecture or kernel that is not supported throws UnsupportedKernel.
 */
import { createHash } from 'node:crypto';
import { release } from 'node:os';
import { type BinaryTable, type StoredTarget, storeTarget, type Target, type TypeTable } from '@bpfleet/compiler';
import { native } from '@bpfleet/native';
import { liveTypes } from './btf.ts';
import { liveCgroups } from './cgroups.ts';
import { liveFunctions } from './functions.ts';
import { liveHeaders } from './headers.ts';
import { liveHelpers } from './helpers.ts';
import { findTracefs, liveTracepoints } from './tracefs.ts';

export class UnsupportedKernel extends Error {
  override readonly name = 'UnsupportedKernel';
}

/**
 * Helpers, tracepoint formats, BTF and functions are read when they are asked for; everything else is read now. `types`: null for
 * those that the kernel shows.
 */
export function liveTarget(
  binaries: BinaryTable | null,
  kernelSymbols: Target['kernelSymbols'],
  types: TypeTable | null,
): Target {
  const kernel = release();
  const tracefs = findTracefs();
  let helpers: ReadonlySet<string> | null = null;
  return {
    arch: archOf(process.arch),
    release: kernel,
    possibleCpus: possibleCpus(),
    isa: isaOf(kernel),
    get helpers() {
      helpers ??= liveHelpers();
      return helpers;
    },
    tracepoints: liveTracepoints(tracefs),
    types: types ?? liveTypes(),
    functions: liveFunctions(tracefs),
    binaries,
    kernelSymbols,
    cgroups: liveCgroups,
    headers: liveHeaders(kernel, archOf(process.arch)),
  };
}

function possibleCpus(): number {
  try {
    return native.possibleCpus();
  } catch (error) {
    throw new UnsupportedKernel('cannot read the number of CPUs: sysfs must be mounted at /sys', { cause: error });
  }
}

export interface TargetDescription extends StoredTarget {
  /** SHA-256 of the text, in hex: equal on all nodes for which one compilation serves. */
  readonly digest: string;
}

/** Reads everything of a live target. */
export function describeTarget(target: Target): TargetDescription {
  const stored = storeTarget(target, digestOf);
  return { ...stored, digest: digestOf(stored.text) };
}

export function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function archOf(arch: string): Target['arch'] {
  if (arch === 'x64') return 'x86_64';
  if (arch === 'arm64') return 'arm64';
  throw new UnsupportedKernel(`bpfleet does not support the architecture ${arch}: it knows x86_64 and arm64`);
}

/** Oldest kernel with the ring buffer (5.8) and atomics beyond add (5.12). */
const oldest = [5, 12] as const;
/** First kernel that takes BPF instruction set level 4. */
const isa4 = [6, 6] as const;

/** From `uname -r`; distributions do not take features of the instruction set back. */
export function isaOf(kernel: string): Target['isa'] {
  const match = /^(\d+)\.(\d+)/.exec(kernel);
  const version = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)] as const;
  if (isBefore(version, oldest))
    throw new UnsupportedKernel(`bpfleet needs Linux ${oldest.join('.')} or newer; this is ${kernel}`);
  return isBefore(version, isa4) ? 3 : 4;
}

function isBefore(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}

export function libbpfVersion(): string {
  return native.libbpfVersion();
}
