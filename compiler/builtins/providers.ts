/** Probe providers by every name the language gives them. Names are case-insensitive except where noted. */
export type Provider =
  | 'begin'
  | 'end'
  | 'self'
  | 'tracepoint'
  | 'interval'
  | 'profile'
  | 'software'
  | 'hardware'
  | 'uprobe'
  | 'uretprobe'
  | 'rawtracepoint'
  | 'kprobe'
  | 'kretprobe'
  | 'fentry'
  | 'fexit';

const names: ReadonlyMap<string, Provider> = new Map([
  ['begin', 'begin'],
  ['end', 'end'],
  ['self', 'self'],
  ['tracepoint', 'tracepoint'],
  ['t', 'tracepoint'],
  ['interval', 'interval'],
  ['i', 'interval'],
  ['profile', 'profile'],
  ['p', 'profile'],
  ['software', 'software'],
  ['s', 'software'],
  ['hardware', 'hardware'],
  ['h', 'hardware'],
  ['uprobe', 'uprobe'],
  ['u', 'uprobe'],
  ['uretprobe', 'uretprobe'],
  ['ur', 'uretprobe'],
  ['rawtracepoint', 'rawtracepoint'],
  ['rt', 'rawtracepoint'],
  ['kprobe', 'kprobe'],
  ['k', 'kprobe'],
  ['kretprobe', 'kretprobe'],
  ['kr', 'kretprobe'],
  ['fentry', 'fentry'],
  ['f', 'fentry'],
  ['kfunc', 'fentry'],
  ['fexit', 'fexit'],
  ['fr', 'fexit'],
  ['kretfunc', 'fexit'],
]);

/** bpftrace's other providers and their aliases. */
const unsupported: ReadonlyMap<string, string> = new Map(
  [['usdt'], ['watchpoint', 'w'], ['iter', 'it'], ['test'], ['bench']].flatMap(([name = '', ...aliases]) =>
    [name, ...aliases].map((alias): [string, string] => [alias, name]),
  ),
);

export function findProvider(name: string): Provider | null {
  return name === 'U' ? null : (names.get(name.toLowerCase()) ?? null);
}

/** The full name of a provider that bpftrace has and we do not yet; `U` alone is usdt, `u` is uprobe. */
export function findUnsupportedProvider(name: string): string | null {
  return name === 'U' ? 'usdt' : (unsupported.get(name.toLowerCase()) ?? null);
}

/** For did-you-mean: full names only. */
export const providerNames: readonly string[] = [...new Set(names.values())];
