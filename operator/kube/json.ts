/** Reads what came as JSON from an API server: whatever is not of the form that was expected is not there. */

export type Json = Readonly<Record<string, unknown>>;

/** Null where the path leads nowhere. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null) return null;
    here = (here as Json)[name];
  }
  return here ?? null;
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A map of names to texts. */
export function texts(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** RFC 3339 as ns; null for what is none. */
export function momentNs(value: unknown): bigint | null {
  const milliseconds = Date.parse(text(value));
  return Number.isNaN(milliseconds) ? null : BigInt(milliseconds) * 1_000_000n;
}
