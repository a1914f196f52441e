/**
 * The kernel stores each argument of a system call in 64 bits as the caller left it in a register. Only the bits of the declared
 * type are the argument; what is above them can be anything.
 */
import type { TracepointField } from '../../target/target.ts';

type Width = Pick<TracepointField, 'size' | 'signed'>;

const int32: Width = { size: 4, signed: true };
const uint32: Width = { size: 4, signed: false };
const uint16: Width = { size: 2, signed: false };

/** C types below 64 bits that the prototypes of system calls use. */
const widths: ReadonlyMap<string, Width> = new Map([
  ['int', int32],
  ['pid_t', int32],
  ['key_t', int32],
  ['mqd_t', int32],
  ['clockid_t', int32],
  ['timer_t', int32],
  ['key_serial_t', int32],
  ['rwf_t', int32],
  ['unsigned int', uint32],
  ['unsigned', uint32],
  ['uid_t', uint32],
  ['gid_t', uint32],
  ['qid_t', uint32],
  ['u32', uint32],
  ['__u32', uint32],
  ['umode_t', uint16],
]);

/** The field with the width and sign of its declaration, where its place is wider. */
export function declaredWidth(field: TracepointField): TracepointField {
  const width = widths.get(field.type);
  return field.size !== 8 || field.arrayLength !== null || width === undefined ? field : { ...field, ...width };
}
