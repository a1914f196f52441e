/** What was thrown, in words: for logs, and for the texts that go over the wire. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
