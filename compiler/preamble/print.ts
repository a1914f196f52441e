/** The text form of what the C at the top of a script declares (`--emit=declared`); what headers declare is left out. */
import { formatCType, formatDefinition } from '../ctypes/format.ts';
import { sizeOf } from '../ctypes/query.ts';
import type { Preamble } from './preamble.ts';

export function printPreamble({ declarations, macros }: Preamble): string {
  const { compounds, enums, typedefs } = declarations;
  const own = <T>(all: ReadonlyMap<string, { readonly type: T; readonly isForeign: boolean }>): T[] =>
    [...all.values()].filter(({ isForeign }) => !isForeign).map(({ type }) => type);
  return [
    ...own(enums).map((type) => `${formatDefinition(type)};`),
    ...own(compounds).map((type) => {
      const places = type.members.map(({ offsetBits, bits }) => `${offsetBits}${bits === null ? '' : `:${bits}`}`);
      return `${formatDefinition(type)}; // ${type.bytes} bytes, members at ${places.join(' ')}`;
    }),
    ...own(typedefs).map((type) =>
      type.kind === 'typedef' ? `typedef ${formatCType(type.type, type.name)}; // ${sizeOf(type) ?? 'no'} bytes` : '',
    ),
    ...macros.names().map((name) => `#define ${name} ${macros.textOf(name) ?? ''}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
