/** Names that bpftrace knows and we do not yet, so that using one is not taken for a mistyped word. */
const values = 'has_cpid ctx dw_ustack';
const functions =
  'fail join debugf skboutput assert static_assert tseries ' +
  'percpu_kaddr cgroupid path strcap ' +
  'strcontains strstr str_concat memcmp is_err container_of socket_cookie override ' +
  'write_user unwatch is_str is_ptr is_array is_integer is_unsigned_integer is_literal assert_str kfunc_exist kfunc_allowed config ' +
  'default_str_length';

const names: ReadonlySet<string> = new Set(`${values} ${functions}`.split(' '));

/** Whether the name means something in bpftrace that this version does not have. */
export function isUnsupported(name: string): boolean {
  return names.has(name) || /^arg[0-9]+$/.test(name) || name.startsWith('__builtin_');
}
