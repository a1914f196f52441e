/**
 * The keys of `config = { … }`, by their names in bpftrace.
 * Each takes a number, true or false, one of some words, a stage of a feature, or any text.
 */
import type { Policy, Settings } from '../policy.ts';

export type ConfigKey =
  | { readonly takes: 'number'; readonly least: bigint; readonly most: bigint; readonly set: Setter<bigint> }
  | { readonly takes: 'bool'; readonly set: Setter<boolean> }
  | { readonly takes: 'word'; readonly words: readonly string[]; readonly set: Setter<string> }
  /** In any case of its letters. */
  | { readonly takes: 'word in any case'; readonly words: readonly string[]; readonly set: Setter<string> }
  /** A feature that bpftrace calls unstable: how far it may be used, by a word, or by true and false. */
  | { readonly takes: 'stage'; readonly set: Setter<Stage> }
  | { readonly takes: 'text'; readonly set: Setter<string> };

export const stages = ['error', 'warn', 'enable'] as const;
type Stage = (typeof stages)[number];

/** The policy with the setting. */
type Setter<T> = (policy: Policy, value: T) => Policy;

const count = (limit: 'maxMapKeys' | 'maxProbes' | 'maxStringLength', least: bigint, most: bigint): ConfigKey => ({
  takes: 'number',
  least,
  most,
  set: (policy, value) => ({ ...policy, limits: { ...policy.limits, [limit]: Number(value) } }),
});

const setting =
  <K extends keyof Settings>(name: K): Setter<Settings[K]> =>
  (policy, value) => ({ ...policy, settings: { ...policy.settings, [name]: value } });

const pageBytes = 4096;
/** No text is longer. */
const mostCatBytes = 1n << 28n;
const uint64Max = (1n << 64n) - 1n;

/** Kept for config() alone. */
const keep =
  <T extends bigint | boolean | string>(name: string): Setter<T> =>
  (policy, value) => {
    const inert = new Map(policy.settings.inert).set(name, value);
    return setting('inert')(policy, inert);
  };

/** A key of bpftrace that changes nothing here, and takes what it takes there. */
const inert = {
  bool: (name: string): [string, ConfigKey] => [name, { takes: 'bool', set: keep(name) }],
  number: (name: string): [string, ConfigKey] => [
    name,
    { takes: 'number', least: 0n, most: uint64Max, set: keep(name) },
  ],
  stage: (name: string): [string, ConfigKey] => [name, { takes: 'stage', set: keep(name) }],
};

/** What is lost where such a key is set to true. */
export const unheard: ReadonlyMap<string, string> = new Map([['show_debug_info', 'frames have no lines of source']]);

const stackModes = ['bpftrace', 'perf', 'raw', 'build_id'] as const;
const missing = ['error', 'warn', 'ignore'] as const;
const licenses = ['GPL', 'GPL v2', 'GPL and additional rights', 'Dual BSD/GPL', 'Dual MIT/GPL', 'Dual MPL/GPL'];

export const configKeys: ReadonlyMap<string, ConfigKey> = new Map<string, ConfigKey>([
  ['max_map_keys', count('maxMapKeys', 1n, 1n << 30n)],
  ['max_probes', count('maxProbes', 1n, 1n << 20n)],
  ['max_strlen', count('maxStringLength', 0n, 8192n)],
  [
    'max_cat_bytes',
    {
      takes: 'number',
      least: 0n,
      most: uint64Max,
      set: (policy, value) => {
        return setting('maxCatBytes')(policy, Number(value < mostCatBytes ? value : mostCatBytes));
      },
    },
  ],
  ['perf_rb_pages', { takes: 'number', least: 0n, most: 1n << 18n, set: withRingPages }],
  ['print_maps_on_exit', { takes: 'bool', set: setting('printMapsOnExit') }],
  [
    'stack_mode',
    {
      takes: 'word',
      words: stackModes,
      set: (policy, word) => {
        const stackMode = stackModes.find((one) => one === word) ?? policy.settings.stackMode;
        return setting('stackMode')(policy, stackMode);
      },
    },
  ],
  [
    'missing_probes',
    {
      takes: 'word in any case',
      words: missing,
      set: (policy, word) => {
        const missingProbes = missing.find((one) => one === word) ?? policy.settings.missingProbes;
        return setting('missingProbes')(policy, missingProbes);
      },
    },
  ],
  ['license', { takes: 'word', words: licenses, set: setting('license') }],
  ['cpp_demangle', { takes: 'bool', set: setting('demangles') }],
  ['str_trunc_trailer', { takes: 'text', set: setting('truncationTrailer') }],
  ['unstable_tseries', { takes: 'stage', set: setting('unstableTseries') }],
  [
    'cache_user_symbols',
    { takes: 'word', words: ['PER_PID', 'PER_PROGRAM', 'NONE', '0', '1'], set: keep('cache_user_symbols') },
  ],
  ...['lazy_symbolication', 'use_blazesym', 'show_debug_info'].map(inert.bool),
  ...['log_size', 'max_bpf_progs', 'on_stack_limit'].map(inert.number),
  ...['unstable_import_statement', 'unstable_typeinfo', 'unstable_dw_ustack'].map(inert.stage),
]);

/** 0: as many as there are without. The kernel takes powers of two. */
function withRingPages(given: Policy, pages: bigint): Policy {
  const policy = keep('perf_rb_pages')(given, pages);
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
