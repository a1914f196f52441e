/** Sets of program points as sorted, disjoint, non-adjacent half-open ranges. */

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Ranges in any order, overlapping or not, as a proper set. */
export function normalise(ranges: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) append(out, range);
  return out;
}

/** Adds a range that does not begin before the last one. */
function append(out: Range[], range: Range): void {
  const last = out.at(-1);
  if (last === undefined || last.to < range.from) out.push(range);
  else if (last.to < range.to) out[out.length - 1] = { from: last.from, to: range.to };
}

/** Number of points in the set. */
export function extent(ranges: readonly Range[]): number {
  return ranges.reduce((sum, range) => sum + range.to - range.from, 0);
}

/** Ranges in one piece at most: to add one moves few others. */
const mostInPiece = 256;

/** A set that grows: what holds a register, or 8 bytes of stack, over a whole program; asked and added to thousands of times. */
export class Occupancy {
  /** In order; none is empty. */
  readonly #pieces: Range[][] = [];

  constructor(ranges: readonly Range[]) {
    for (let from = 0; from < ranges.length; from += mostInPiece)
      this.#pieces.push(ranges.slice(from, from + mostInPiece));
  }

  intersects(ranges: readonly Range[]): boolean {
    return ranges.some(({ from, to }) => (this.#firstBehind(from)?.from ?? Infinity) < to);
  }

  /** Adds ranges that do not intersect it. */
  add(ranges: readonly Range[]): void {
    for (const range of ranges) this.#insert(range);
  }

  #insert(range: Range): void {
    const at = Math.min(this.#pieceBehind(range.from), this.#pieces.length - 1);
    const piece = this.#pieces[at];
    if (piece === undefined) {
      this.#pieces.push([range]);
      return;
    }
    piece.splice(firstBehind(piece, range.from), 0, range);
    if (piece.length > mostInPiece) this.#pieces.splice(at + 1, 0, piece.splice(mostInPiece / 2));
  }

  /** The first range that ends behind the point. */
  #firstBehind(point: number): Range | undefined {
    const piece = this.#pieces[this.#pieceBehind(point)];
    return piece?.[firstBehind(piece, point)];
  }

  /** Index of the first piece with such a range. */
  #pieceBehind(point: number): number {
    return firstIndex(this.#pieces.length, (index) => (this.#pieces[index]?.at(-1)?.to ?? 0) > point);
  }
}

/** Index of the first range that ends behind the point. */
function firstBehind(ranges: readonly Range[], point: number): number {
  return firstIndex(ranges.length, (index) => (ranges[index]?.to ?? 0) > point);
}

/** The first index of which something holds that holds of all behind it; `count` where there is none. */
function firstIndex(count: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
