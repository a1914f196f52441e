/** Flags of the kernel's allocations as `%gr` names them: sets of flags, then single ones, then what has no name. */
import type { ByteText } from './text.ts';

/** Bit 0 is the first; those without a name print as numbers. */
const bits: readonly (string | null)[] = [
  'GFP_DMA',
  '__GFP_HIGHMEM',
  'GFP_DMA32',
  null,
  null,
  '__GFP_HIGH',
  '__GFP_IO',
  '__GFP_FS',
  '__GFP_ZERO',
  null,
  '__GFP_DIRECT_RECLAIM',
  '__GFP_KSWAPD_RECLAIM',
  '__GFP_WRITE',
  '__GFP_NOWARN',
  '__GFP_RETRY_MAYFAIL',
  '__GFP_NOFAIL',
  '__GFP_NORETRY',
  '__GFP_MEMALLOC',
  '__GFP_COMP',
  '__GFP_NOMEMALLOC',
  '__GFP_HARDWALL',
  '__GFP_THISNODE',
  '__GFP_ACCOUNT',
  '__GFP_ZEROTAGS',
  '__GFP_SKIP_ZERO',
  '__GFP_SKIP_KASAN',
  '__GFP_NO_OBJ_EXT',
];

/** The first that is there whole takes its bits. */
const sets: readonly (readonly [name: string, bits: bigint])[] = [
  ['GFP_TRANSHUGE', 0x21c24can],
  ['GFP_TRANSHUGE_LIGHT', 0x21c20can],
  ['GFP_HIGHUSER_MOVABLE', 0x2100ccan],
  ['GFP_HIGHUSER', 0x100cc2n],
  ['GFP_USER', 0x100cc0n],
  ['GFP_KERNEL_ACCOUNT', 0x400cc0n],
  ['GFP_KERNEL', 0xcc0n],
  ['GFP_NOFS', 0xc40n],
  ['GFP_ATOMIC', 0x820n],
  ['GFP_NOIO', 0xc00n],
  ['GFP_NOWAIT', 0x2800n],
];

const single = bits.flatMap((name, bit) => (name === null ? [] : [[name, 1n << BigInt(bit)] as const]));

export function allocationFlags(value: bigint): ByteText {
  let rest = BigInt.asUintN(64, value);
  const names: string[] = [];
  for (const [name, flags] of [...sets, ...single]) {
    if ((rest & flags) !== flags) continue;
    names.push(name);
    rest &= ~flags;
  }
  if (rest !== 0n) names.push(`0x${rest.toString(16)}`);
  return names.length === 0 ? '0' : names.join('|');
}
