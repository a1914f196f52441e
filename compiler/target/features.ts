/**
 * What a kernel can do, as its own types tell: code that was not built in has no function in BTF.
 *
 * Needs: the types of a kernel. Gives: whether it has a feature. Reports: nothing; a kernel without BTF has none of these.
 */
import { vmlinux } from './functions.ts';
import type { Btf } from '../btf/read.ts';
import type { TypeTable } from './types.ts';

/** Tells a program at the entry and return of a function at which it is. */
export const sessionFunction = 'bpf_session_is_return';

export type KernelFeature =
  | 'kprobe'
  /** One link for many functions (5.18, with fprobe). */
  | 'kprobe_multi'
  /** One program for entry and return (6.10). */
  | 'kprobe_session'
  /** Trampolines at the entry and return of functions. */
  | 'fentry';

/** Asked for by each script with a kprobe: names alone tell it, most such scripts need no type. */
export function hasFeature(types: TypeTable, feature: KernelFeature): boolean {
  const kernel = types.btf(vmlinux);
  return kernel !== null && isIn(kernel, feature);
}

function isIn(kernel: Btf, feature: KernelFeature): boolean {
  switch (feature) {
    case 'kprobe':
      return kernel.hasFunction('register_kprobe') && kernel.hasFunction('perf_kprobe_init');
    case 'kprobe_multi':
      return kernel.hasFunction('register_fprobe_ips') && kernel.hasName('BPF_TRACE_KPROBE_MULTI');
    case 'kprobe_session':
      return (
        isIn(kernel, 'kprobe_multi') &&
        kernel.hasName('BPF_TRACE_KPROBE_SESSION') &&
        kernel.hasFunction(sessionFunction)
      );
    case 'fentry':
      return kernel.hasFunction('register_ftrace_direct') && kernel.hasFunction('bpf_trampoline_link_prog');
  }
}
