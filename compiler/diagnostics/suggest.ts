/** Did-you-mean: names close to a mistyped one. */

/** Names are short; a longer word is no typing mistake, and distances cost its length squared. */
const maxLength = 80;

/**
 * The candidates with the fewest changed, missing, surplus or swapped letters, at most `limit` of them in the order
 * given; none when even those are too far away.
 */
export function closest(word: string, candidates: Iterable<string>, limit = 4): string[] {
  if (word.length > maxLength) return [];
  const lower = word.toLowerCase();
  let best = Math.max(1, Math.floor(word.length / 3));
  let found: string[] = [];
  for (const candidate of candidates) {
    if (candidate.length > maxLength || Math.abs(candidate.length - word.length) > best) continue;
    const away = distance(lower, candidate.toLowerCase());
    if (away > best) continue;
    if (away < best) found = [];
    best = away;
    found.push(candidate);
  }
  return found.slice(0, limit);
}

/** `did you mean a, b or c?`, null when there is nothing to suggest. */
export function didYouMean(suggestions: readonly string[]): string | null {
  if (suggestions.length === 0) return null;
  const last = suggestions.at(-1) ?? '';
  const list = suggestions.length === 1 ? last : `${suggestions.slice(0, -1).join(', ')} or ${last}`;
  return `did you mean ${list}?`;
}

/** Damerau–Levenshtein distance with adjacent swaps (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let cost = Math.min(at(previous, column) + 1, at(current, column - 1) + 1, at(previous, column - 1) + same);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, at(beforePrevious, column - 2) + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
