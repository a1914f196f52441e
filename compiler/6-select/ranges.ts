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

/** A set that grows: what holds a register, or 8 bytes of stack, over a whole program; asked and added to thousands of times. */
export class Occupancy {
  readonly #ranges: Range[];

  constructor(ranges: readonly Range[]) {
    this.#ranges = [...ranges];
  }

  intersects(ranges: readonly Range[]): boolean {
    return ranges.some(({ from, to }) => (this.#ranges[this.#firstBehind(from)]?.from ?? Infinity) < to);
  }

  /** Adds ranges that do not intersect it. */
  add(ranges: readonly Range[]): void {
    for (const range of ranges) this.#ranges.splice(this.#firstBehind(range.from), 0, range);
  }

  /** Index of the first range that ends behind the point. */
  #firstBehind(point: number): number {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle]?.to ?? 0) > point) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
