/** config(): all settings as one record. */
import type { Policy } from '../../policy.ts';
import type { Span } from '../../source/source.ts';
import { type Checked, plain } from '../checked.ts';
import type { TypedExpression } from '../typed.ts';
import { bool, uint64 } from '../types.ts';

type Setting = readonly [name: string, value: boolean | bigint | string];

/** In bpftrace's order. Settings that have no effect here show what was wished, or bpftrace's own values. */
function settingsOf(policy: Policy): readonly Setting[] {
  return ownOrDefault(policy).map(([name, value]) => {
    const shown = policy.settings.inert.get(name) ?? value;
    return [name, typeof shown === 'number' ? BigInt(shown) : shown];
  });
}

function ownOrDefault({
  limits,
  settings: chosen,
}: Policy): readonly (readonly [name: string, value: boolean | number | string])[] {
  return [
    ['cpp_demangle', chosen.demangles],
    ['lazy_symbolication', true],
    ['print_maps_on_exit', chosen.printMapsOnExit],
    ['use_blazesym', false],
    ['show_debug_info', false],
    ['log_size', 1_000_000],
    ['max_bpf_progs', 1024],
    ['max_cat_bytes', chosen.maxCatBytes],
    ['max_map_keys', limits.maxMapKeys],
    ['max_probes', limits.maxProbes],
    ['max_strlen', limits.maxStringLength],
    ['on_stack_limit', 32],
    ['perf_rb_pages', 0],
    ['str_trunc_trailer', chosen.truncationTrailer],
    ['unstable_import_statement', 'error'],
    ['unstable_tseries', chosen.unstableTseries],
    ['unstable_typeinfo', 'error'],
    ['unstable_dw_ustack', 'warn'],
    ['missing_probes', chosen.missingProbes],
    ['stack_mode', chosen.stackMode],
    ['license', chosen.license],
  ];
}

export function settingsRecord(policy: Policy, span: Span): Checked {
  const fields = settingsOf(policy).map(([name, value]) => ({ name, node: constant(value, span) }));
  const type = { kind: 'record', fields: fields.map(({ name, node }) => ({ name, type: node.type })) } as const;
  return plain({ kind: 'tuple', type, span, elements: fields.map(({ node }) => node) });
}

function constant(value: boolean | bigint | string, span: Span): TypedExpression {
  if (typeof value === 'boolean') return { kind: 'integer', type: bool, span, value: value ? 1n : 0n };
  if (typeof value === 'bigint') return { kind: 'integer', type: uint64, span, value };
  const bytes = new TextEncoder().encode(value);
  return { kind: 'string', type: { kind: 'string', capacity: bytes.length + 1 }, span, bytes };
}
