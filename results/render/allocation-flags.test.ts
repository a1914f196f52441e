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
