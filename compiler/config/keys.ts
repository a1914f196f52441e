/**
 * The keys of `config = { … }`, by their names in bpftrace.
 * Each takes a number, true or false, or one of some words.
 */
import type { Policy } from '../policy.ts';

export type ConfigKey =
  | { readonly takes: 'number'; readonly least: bigint; readonly most: bigint; readonly set: Setter<bigint> }
  | { readonly takes: 'bool'; readonly set: Setter<boolean> }
  | { readonly takes: 'word'; readonly words: readonly string[]; readonly set: Setter<string> }
  /** Any value, and of no effect here; `why`: what a user must know of that, null where nothing is lost. */
  | { readonly takes: 'anything'; readonly why: string | null };

/** The policy with the setting. */
type Setter<T> = (policy: Policy, value: T) => Policy;

const count = (limit: 'maxMapKeys' | 'maxProbes' | 'maxStringLength', least: bigint, most: bigint): ConfigKey => ({
  takes: 'number',
  least,
  most,
  set: (policy, value) => ({ ...policy, limits: { ...policy.limits, [limit]: Number(value) } }),
});

const pageBytes = 4096;
const accepted: ConfigKey = { takes: 'anything', why: null };
const ignored = (why: string): ConfigKey => ({ takes: 'anything', why });
const stackModes = ['bpftrace', 'perf', 'raw', 'build_id'] as const;
const missing = ['error', 'warn', 'ignore'] as const;
const licenses = ['GPL', 'GPL v2', 'GPL and additional rights', 'Dual BSD/GPL', 'Dual MIT/GPL', 'Dual MPL/GPL'];

export const configKeys: ReadonlyMap<string, ConfigKey> = new Map<string, ConfigKey>([
  ['max_map_keys', count('maxMapKeys', 1n, 1n << 30n)],
  ['max_probes', count('maxProbes', 1n, 1n << 20n)],
  ['max_strlen', count('maxStringLength', 1n, 8192n)],
  [
    'max_cat_bytes',
    {
      takes: 'number',
      least: 0n,
      most: 1n << 30n,
      set: (policy, value) => ({ ...policy, settings: { ...policy.settings, maxCatBytes: Number(value) } }),
    },
  ],
  ['perf_rb_pages', { takes: 'number', least: 0n, most: 1n << 18n, set: withRingPages }],
  [
    'print_maps_on_exit',
    {
      takes: 'bool',
      set: (policy, printMapsOnExit) => ({ ...policy, settings: { ...policy.settings, printMapsOnExit } }),
    },
  ],
  [
    'stack_mode',
    {
      takes: 'word',
      words: stackModes,
      set: (policy, word) => {
        const stackMode = stackModes.find((one) => one === word) ?? policy.settings.stackMode;
        return { ...policy, settings: { ...policy.settings, stackMode } };
      },
    },
  ],
  [
    'missing_probes',
    {
      takes: 'word',
      words: missing,
      set: (policy, word) => {
        const missingProbes = missing.find((one) => one === word) ?? policy.settings.missingProbes;
        return { ...policy, settings: { ...policy.settings, missingProbes } };
      },
    },
  ],
  [
    'license',
    {
      takes: 'word',
      words: licenses,
      set: (policy, license) => ({ ...policy, settings: { ...policy.settings, license } }),
    },
  ],
  ['str_trunc_trailer', ignored('strings that were cut get no trailer')],
  ['cpp_demangle', ignored('names of C++ are always shown as they are in the binary')],
  ['show_debug_info', ignored('frames have no lines of source')],
  ...['cache_user_symbols', 'lazy_symbolication', 'log_size', 'max_bpf_progs', 'on_stack_limit', 'use_blazesym'].map(
    (name) => [name, accepted] as const,
  ),
  ...['import_statement', 'tseries', 'typeinfo', 'dw_ustack'].map((name) => [`unstable_${name}`, accepted] as const),
]);

/** 0: as many as there are without. The kernel takes powers of two. */
function withRingPages(policy: Policy, pages: bigint): Policy {
  if (pages === 0n) return policy;
  const dataRingBytes = 2 ** Math.ceil(Math.log2(Number(pages))) * pageBytes;
  return { ...policy, limits: { ...policy.limits, dataRingBytes } };
}

export const renamedKeys: ReadonlyMap<string, string> = new Map([
  ['strlen', 'max_strlen'],
  ['no_cpp_demangle', 'cpp_demangle'],
  ['cat_bytes_max', 'max_cat_bytes'],
  ['map_keys_max', 'max_map_keys'],
]);

export const deadKeys: ReadonlySet<string> = new Set([
  'symbol_source',
  'max_type_res_iterations',
  'unstable_addr',
  'unstable_import',
  'unstable_macro',
  'unstable_map_decl',
]);

export const environmentKeys: ReadonlySet<string> = new Set([
  'btf',
  'color',
  'kernel_build',
  'kernel_source',
  'vmlinux',
]);
