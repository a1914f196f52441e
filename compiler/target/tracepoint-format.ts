/**
 * Needs: the text of tracefs events/CATEGORY/NAME/format (kernel: trace_events.c, f_show). Gives: the fields a script can
 * name. Reports: throws TargetError for anything that is not such a text; the text is not trusted.
 */
import { TargetError } from './target-error.ts';
import type { TracepointField, TracepointFormat } from './target.ts';

/** The longest ones of Linux 6.18 have 40 fields and 12 KiB. */
const maxLength = 256 * 1024;
const maxFields = 512;

const fieldLine =
  /^\tfield:(?<declaration>[^;]{1,400});\toffset:(?<offset>\d{1,7});\tsize:(?<size>\d{1,7});(?:\tsigned:(?<signed>[01]);)?$/;
const declarator = /^(?<type>.*[^A-Za-z0-9_])(?<name>[A-Za-z_][A-Za-z0-9_]*)(?:\[(?<length>[^\]]*)\])?$/;

/** The `common_…` fields are left out: they describe the record, not the event, and programs cannot read them. */
export function parseTracepointFormat(category: string, text: string): TracepointFormat {
  const where = `format of a tracepoint in ${category}`;
  if (text.length > maxLength) throw new TargetError(where, `${text.length} characters; at most ${maxLength} are read`);
  const name = /^name: (?<name>[A-Za-z0-9_.-]+)$/m.exec(text)?.groups?.['name'];
  const id = /^ID: (?<id>\d{1,9})$/m.exec(text)?.groups?.['id'];
  if (name === undefined || id === undefined) throw new TargetError(where, 'no line `name:` or no line `ID:`');
  const lines = text.split('\n').filter((line) => line.startsWith('\tfield:'));
  if (lines.length > maxFields)
    throw new TargetError(`${category}:${name}`, `${lines.length} fields; at most ${maxFields} are read`);
  const fields = lines
    .map((line) => parseField(`${category}:${name}`, line))
    .filter((field) => !field.name.startsWith('common_'));
  return { category, name, id: Number(id), fields };
}

function parseField(where: string, line: string): TracepointField {
  const groups = fieldLine.exec(line)?.groups;
  const declared = declarator.exec(groups?.['declaration'] ?? '')?.groups;
  if (groups === undefined || declared === undefined)
    throw new TargetError(where, `cannot read the line ${JSON.stringify(line.slice(0, 200))}`);
  const size = Number(groups['size']);
  return {
    name: declared['name'] ?? '',
    type: (declared['type'] ?? '').trim(),
    offset: Number(groups['offset']),
    size,
    signed: groups['signed'] === '1',
    arrayLength:
      declared['length'] === undefined ? null : arrayLength(declared['length'], (declared['type'] ?? '').trim(), size),
  };
}

/** The number of elements; where the kernel shows a constant's name instead, it follows from the size for bytes only. */
function arrayLength(written: string, type: string, size: number): number {
  if (/^\d{1,7}$/.test(written)) return Number(written);
  return /\bchar$|^[us]8$|^__[us]8$|^u?int8_t$/.test(type) ? size : 0;
}
