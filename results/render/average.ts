/** Truncated towards zero; 0 of nothing. */
export function averageOf({ count, total }: { readonly count: bigint; readonly total: bigint }): bigint {
  return count === 0n ? 0n : total / count;
}
