/** IP addresses as text. Needs: the text. Gives: 4 or 16 bytes; null for what is none. Reports: nothing. */

export function parseAddress(text: string): Uint8Array | null {
  return text.includes(':') ? parse6(text) : parse4(text);
}

function parse4(text: string): Uint8Array | null {
  const parts = text.split('.');
  const isByte = (part: string): boolean => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256;
  return parts.length === 4 && parts.every(isByte) ? Uint8Array.from(parts, Number) : null;
}

/** RFC 4291: groups of 16 bits, once `::` for zeros. bpftrace takes no address that ends in dots. */
function parse6(text: string): Uint8Array | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || head === null || tail === null) return null;
  const missing = 16 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 2) return null;
  return Uint8Array.from([...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])]);
}

function groupsOf(text: string): number[] | null {
  if (text === '') return [];
  const bytes: number[] = [];
  for (const group of text.split(':')) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return null;
    const value = Number.parseInt(group, 16);
    bytes.push(value >> 8, value & 0xff);
  }
  return bytes;
}
