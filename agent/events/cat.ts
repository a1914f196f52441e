/** cat(path): the beginning of a file, for what a script prints. */
import { closeSync, openSync, readSync } from 'node:fs';

export type FileText =
  | { readonly kind: 'text'; readonly bytes: Uint8Array }
  /** One sentence. */
  | { readonly kind: 'problem'; readonly message: string };

/** At most `limit` bytes. Files of /proc tell no size and give what they have in several reads. */
export function readFileStart(path: string, limit: number): FileText {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    return { kind: 'problem', message: `failed to open file '${path}' (${reason(error)})` };
  }
  const bytes = Buffer.alloc(limit);
  let size = 0;
  try {
    for (let read = -1; read !== 0 && size < limit; size += read)
      read = readSync(file, bytes, size, limit - size, null);
    return { kind: 'text', bytes: bytes.subarray(0, size) };
  } catch (error) {
    return { kind: 'problem', message: `failed to read file '${path}' (${reason(error)})` };
  } finally {
    closeSync(file);
  }
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // `ENOENT: no such file or directory, open '…'`
  const [, words = text] = /^\w+: ([^,]*)/.exec(text) ?? [];
  return words.charAt(0).toUpperCase() + words.slice(1);
}
