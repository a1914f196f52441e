/** Where bit fields lie. Needs: their offset and width. Gives: the integer that holds them. Reports: nothing. */

/** The aligned integer that holds a bit field. */
export function bitPlace(
  offsetBits: number,
  width: number,
): { readonly offset: number; readonly size: 1 | 2 | 4 | 8; readonly shift: number } {
  for (const size of [1, 2, 4, 8] as const) {
    const offset = Math.floor(offsetBits / (8 * size)) * size;
    const shift = offsetBits - 8 * offset;
    if (shift + width <= 8 * size) return { offset, size, shift };
  }
  // Packed over the border of two words: the bytes from its first on.
  return { offset: Math.floor(offsetBits / 8), size: 8, shift: offsetBits % 8 };
}
