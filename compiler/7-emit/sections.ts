/** Which ELF section each program goes to: libbpf takes the program type from the section's name. */
import type { AsmProgram } from '../asm/module.ts';

/**
 * libbpf 1.x: most names may be followed by `/` and anything (used for auto-attach only, which nobody asks for), so each
 * such program has its own section. `perf_event` must stand alone, and programs typed by BTF name what they are made for.
 * .BTF.ext finds sections by name, so programs of one name share one; libbpf tells them apart by their symbols.
 * Callbacks go to .text, from where libbpf copies them into the programs that use them.
 */
export function sectionOf(program: AsmProgram): string {
  switch (program.kind) {
    case 'raw_tracepoint':
      return `raw_tp/${program.name}`;
    case 'tracepoint':
      return `tracepoint/${program.name}`;
    case 'perf_event':
      return 'perf_event';
    case 'loop_callback':
    case 'element_callback':
      return '.text';
    case 'tp_btf':
    case 'fentry':
    case 'fexit':
      return `${program.kind}/${program.attachTo ?? ''}`;
    case 'uprobe':
    case 'uretprobe':
    case 'kprobe':
    case 'kretprobe':
      return `${program.kind}/${program.name}`;
    case 'kprobe_multi':
      return `kprobe.multi/${program.name}`;
    case 'kretprobe_multi':
      return `kretprobe.multi/${program.name}`;
    case 'kprobe_session':
      return `kprobe.session/${program.name}`;
  }
}

export const licenseSection = 'license';
export const mapsSection = '.maps';
export const globalsSection = '.bss';
export const kernelFunctionsSection = '.ksyms';
