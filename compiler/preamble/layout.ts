/**
 * Where C compilers put members (System V ABI of x86-64, and the same on arm64).
 *
 * Needs: members with their types and attributes. Gives: offsets, size and alignment. Reports: nothing.
 */
import type { CType, Member } from '../ctypes/ctype.ts';
import { resolve, sizeOf } from '../ctypes/query.ts';

export interface UnplacedMember {
  readonly name: string;
  readonly type: CType;
  readonly bits: number | null;
  /** From attributes; 0 for none. */
  readonly aligned: number;
  readonly packed: boolean;
}

export interface Attributes {
  readonly packed: boolean;
  /** In bytes; 0 for none. */
  readonly aligned: number;
}

/** Alignments of compounds that are declared in C; those of BTF are figured from their members. */
export type Alignments = WeakMap<CType, number>;

export function alignOf(type: CType, alignments: Alignments): number {
  const plain = resolve(type);
  const declared = alignments.get(plain);
  if (declared !== undefined) return declared;
  switch (plain.kind) {
    case 'array':
      return alignOf(plain.element, alignments);
    case 'struct':
    case 'union':
      return plain.members.reduce((most, member) => {
        const align = member.bits === null ? alignOf(member.type, alignments) : 1;
        return (member.offsetBits / 8) % align === 0 && plain.bytes % align === 0 ? Math.max(most, align) : most;
      }, 1);
    default:
      return Math.min(16, Math.max(1, sizeOf(plain) ?? 1));
  }
}

export interface LayoutRules {
  readonly alignments: Alignments;
  /** Whether bit fields without a name are aligned as others: on arm64. */
  readonly paddingAligns: boolean;
}

export interface Layout {
  readonly members: readonly Member[];
  readonly bytes: number;
  readonly align: number;
}

export function layOut(
  kind: 'struct' | 'union',
  unplaced: readonly UnplacedMember[],
  attributes: Attributes,
  { alignments, paddingAligns }: LayoutRules,
): Layout {
  let end = 0;
  let largest = 0;
  let align = Math.max(1, attributes.aligned);
  const members: Member[] = [];
  for (const member of unplaced) {
    const packed = attributes.packed || member.packed;
    const own = Math.max(packed ? 1 : alignOf(member.type, alignments), member.aligned);
    const start = kind === 'union' ? 0 : placeOf(member, end, own, packed);
    const bits = member.bits ?? (sizeOf(member.type) ?? 0) * 8;
    // A bit field of no width only ends the unit before it.
    if (member.bits !== 0) members.push({ name: member.name, type: member.type, offsetBits: start, bits: member.bits });
    if (member.bits === null || member.name !== '' || paddingAligns) align = Math.max(align, own);
    end = start + bits;
    largest = Math.max(largest, end);
  }
  const bytes = roundUp(Math.ceil(largest / 8), align);
  return { members, bytes, align };
}

function placeOf({ type, bits }: UnplacedMember, end: number, align: number, packed: boolean): number {
  if (bits === null) return roundUp(end, align * 8);
  const unit = (sizeOf(type) ?? 4) * 8;
  if (bits === 0) return roundUp(end, unit);
  if (packed) return end;
  // It may not reach over the end of a unit of its type.
  return Math.floor(end / unit) === Math.floor((end + bits - 1) / unit) ? end : roundUp(end, unit);
}

function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
