/**
 * Needs: a terminated string token's text, quotes included. Gives: its bytes, escapes resolved, the rest in UTF-8.
 * Reports: each bad escape with its place in the text.
 */
export interface StringContent {
  readonly bytes: Uint8Array;
  readonly faults: readonly EscapeFault[];
}

export interface EscapeFault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

const simple: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['t', 9],
  ['r', 13],
  ['"', 34],
  ['\\', 92],
]);

export function decodeString(text: string): StringContent {
  const bytes: number[] = [];
  const faults: EscapeFault[] = [];
  const piece =
    /\\(?<simple>[ntr"\\])|\\(?<octal>[0-7]{1,3})|\\x(?<hex>[0-9a-fA-F]{1,2})|(?<bad>\\.)|(?<plain>[^\\]+)/gsu;
  for (const match of text.slice(1, -1).matchAll(piece)) {
    const groups = match.groups ?? {};
    const start = match.index + 1;
    const end = start + match[0].length;
    if (groups['plain'] !== undefined) {
      for (const byte of new TextEncoder().encode(groups['plain'])) bytes.push(byte);
    } else if (groups['simple'] !== undefined) bytes.push(simple.get(groups['simple']) ?? 0);
    else if (groups['hex'] !== undefined) bytes.push(Number.parseInt(groups['hex'], 16));
    else if (groups['octal'] !== undefined) {
      const value = Number.parseInt(groups['octal'], 8);
      if (value > 255) faults.push({ start, end, message: `the octal escape \`${match[0]}\` is more than \\377` });
      else bytes.push(value);
    } else faults.push({ start, end, message: `unknown escape \`${match[0]}\`` });
  }
  return { bytes: Uint8Array.from(bytes), faults };
}
