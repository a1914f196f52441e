/** A table of NUL-terminated UTF-8 strings, each kept once; offset 0 is the empty string. For ELF and BTF. */
const encoder = new TextEncoder();

export class StringTable {
  readonly #offsets = new Map<string, number>([['', 0]]);
  readonly #chunks: Uint8Array[] = [Uint8Array.of(0)];
  #length = 1;

  /** The offset of a string, added when new. A NUL would end it early, so NULs are shown as U+FFFD. */
  add(text: string): number {
    const clean = text.replaceAll('\0', '\ufffd');
    const known = this.#offsets.get(clean);
    if (known !== undefined) return known;
    const offset = this.#length;
    const bytes = encoder.encode(`${clean}\0`);
    this.#offsets.set(clean, offset);
    this.#chunks.push(bytes);
    this.#length += bytes.length;
    return offset;
  }

  bytes(): Uint8Array {
    return concatenate(this.#chunks);
  }
}

/** All chunks in one array. */
export function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
