/**
 * What a kernel can do, as its own types tell: code that was not built in has no function in BTF.
 *
 * Needs: the types of a kernel. Gives: whether it has a feature. Reports: nothing; a kernel without BTF has none of these.
 */
import { vmlinux } from './functions.ts';
import type { TypeTable } from './types.ts';

export type KernelFeature =
  | 'kprobe'
  /** One link for many functions (5.18, with fprobe). */
  | 'kprobe_multi'
  /** One program for entry and return (6.10). */
  | 'kprobe_session'
  /** Trampolines at the entry and return of functions. */
  | 'fentry';

export function hasFeature(types: TypeTable, feature: KernelFeature): boolean {
  switch (feature) {
    case 'kprobe':
      return hasFunction(types, 'register_kprobe') && hasFunction(types, 'perf_kprobe_init');
    case 'kprobe_multi':
      return hasFunction(types, 'register_fprobe_ips') && types.enumerator('BPF_TRACE_KPROBE_MULTI') !== null;
    case 'kprobe_session':
      return hasFeature(types, 'kprobe_multi') && types.enumerator('BPF_TRACE_KPROBE_SESSION') !== null;
    case 'fentry':
      return hasFunction(types, 'register_ftrace_direct') && hasFunction(types, 'bpf_trampoline_link_prog');
  }
}

function hasFunction(types: TypeTable, name: string): boolean {
  const own = types.btf(vmlinux);
  return own !== null && own.findId('function', name) !== null;
}
