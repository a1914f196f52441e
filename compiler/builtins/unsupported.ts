/** Names that bpftrace knows and we do not yet, so that using one is not taken for a mistyped word. */
const values = 'dw_ustack';
const functions = 'skboutput percpu_kaddr override write_user unwatch kfunc_allowed';

export const unsupportedNames: ReadonlySet<string> = new Set(`${values} ${functions}`.split(' '));

/** Whether the name means something in bpftrace that this version does not have. */
export function isUnsupported(name: string): boolean {
  return unsupportedNames.has(name) || /^arg[0-9]+$/.test(name) || name.startsWith('__builtin_');
}
