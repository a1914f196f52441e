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

/** Linear in both, as the sets grow to thousands of ranges. */
export function union(a: readonly Range[], b: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  for (let [left, right] = [0, 0]; left < a.length || right < b.length; ) {
    const [one, other] = [a[left], b[right]];
    const first = other === undefined || (one !== undefined && one.from <= other.from) ? one : other;
    if (first === one) left += 1;
    else right += 1;
    if (first !== undefined) append(out, first);
  }
  return out;
}

export function intersects(a: readonly Range[], b: readonly Range[]): boolean {
  let [left, right] = [0, 0];
  for (;;) {
    const [one, other] = [a[left], b[right]];
    if (one === undefined || other === undefined) return false;
    if (one.from < other.to && other.from < one.to) return true;
    if (one.to <= other.to) left += 1;
    else right += 1;
  }
}

/** Number of points in the set. */
export function extent(ranges: readonly Range[]): number {
  return ranges.reduce((sum, range) => sum + range.to - range.from, 0);
}
