import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocationFlags } from './allocation-flags.ts';

function check(value: bigint, names: string): void {
  assert.equal(allocationFlags(value), names);
}

test('sets come first, what has no name last', () => {
  check(0n, '0');
  check(0xcc0n, 'GFP_KERNEL');
  check(0xdc0n, 'GFP_KERNEL|__GFP_ZERO');
  check(0x2820n, 'GFP_ATOMIC|__GFP_NOWARN');
  check(0x27n, 'GFP_DMA|__GFP_HIGHMEM|GFP_DMA32|__GFP_HIGH');
  check(0x21c2cean, 'GFP_TRANSHUGE|GFP_ATOMIC');
  check(0x500cc2n, 'GFP_HIGHUSER|__GFP_ACCOUNT');
  check(0x8000_0208n, '0x80000208');
  check(0x2c00n, 'GFP_NOIO|__GFP_NOWARN');
});

test('of a negative number all bits', () => {
  const end = 'GFP_TRANSHUGE|GFP_ATOMIC|GFP_DMA|GFP_DMA32|__GFP_ZERO|';
  assert.ok(allocationFlags(-1n).startsWith(end));
  assert.ok(allocationFlags(-1n).endsWith('|__GFP_NO_OBJ_EXT|0xfffffffff8000210'));
});

test('each flag and each set has its name', () => {
  const single = Array.from({ length: 28 }, (_, bit) => allocationFlags(1n << BigInt(bit)));
  assert.equal(
    single.join(' '),
    'GFP_DMA __GFP_HIGHMEM GFP_DMA32 0x8 0x10 __GFP_HIGH __GFP_IO __GFP_FS __GFP_ZERO 0x200 __GFP_DIRECT_RECLAIM ' +
      '__GFP_KSWAPD_RECLAIM __GFP_WRITE __GFP_NOWARN __GFP_RETRY_MAYFAIL __GFP_NOFAIL __GFP_NORETRY __GFP_MEMALLOC ' +
      '__GFP_COMP __GFP_NOMEMALLOC __GFP_HARDWALL __GFP_THISNODE __GFP_ACCOUNT __GFP_ZEROTAGS __GFP_SKIP_ZERO ' +
      '__GFP_SKIP_KASAN __GFP_NO_OBJ_EXT 0x8000000',
  );
  check(0x21c24can, 'GFP_TRANSHUGE');
  check(0x21c20can, 'GFP_TRANSHUGE_LIGHT');
  check(0x2100ccan, 'GFP_HIGHUSER_MOVABLE');
  check(0x100cc2n, 'GFP_HIGHUSER');
  check(0x100cc0n, 'GFP_USER');
  check(0x400cc0n, 'GFP_KERNEL_ACCOUNT');
  check(0xc40n, 'GFP_NOFS');
  check(0x820n, 'GFP_ATOMIC');
  check(0xc00n, 'GFP_NOIO');
  check(0x2800n, 'GFP_NOWAIT');
});
