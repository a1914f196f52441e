/** IP addresses as text, as inet_ntop(3) writes them (RFC 5952). */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
  const dotted = mappedText(bytes, groups);
  if (dotted !== null) return dotted;
  const zeros = longestZeros(groups);
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (zeros.length < 2) return text(groups);
  return `${text(groups.slice(0, zeros.start))}::${text(groups.slice(zeros.start + zeros.length))}`;
}

/** Of an IPv4 address within an IPv6 one. */
function mappedText(bytes: Uint8Array, groups: readonly number[]): string | null {
  if (groups.slice(0, 5).some((group) => group !== 0)) return null;
  const last = bytes.subarray(12).join('.');
  if (groups[5] === 0xffff) return `::ffff:${last}`;
  return groups[5] === 0 && groups[6] !== 0 ? `::${last}` : null;
}

/** The first of the longest runs of zeros. */
function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  return best;
}
