/** Bytes as a string with one char per byte (latin1): of what a script prints no byte is lost, be it UTF-8 or not. */
export type ByteText = string;

export function byteText(bytes: Uint8Array): ByteText {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/** As text for people: what is no UTF-8 becomes U+FFFD. */
export function readableText(text: ByteText): string {
  return new TextDecoder().decode(Uint8Array.from(text, (char) => char.charCodeAt(0)));
}
