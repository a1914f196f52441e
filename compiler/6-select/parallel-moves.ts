/** Moves that happen at once (the arguments of an edge), put into an order that gives the same. */
import type { VReg } from './vcode.ts';

export interface Move {
  readonly dst: VReg;
  readonly src: VReg;
}

/**
 * A sequence equal to doing all `moves` at once. Destinations are distinct. A cycle costs one more register,
 * which `fresh` supplies.
 */
export function sequentialise(moves: readonly Move[], fresh: () => VReg): readonly Move[] {
  const pending = new Map(moves.filter(({ dst, src }) => dst !== src).map(({ dst, src }) => [dst, src]));
  const readers = new Map<VReg, number>();
  const count = (register: VReg, by: number): void => void readers.set(register, (readers.get(register) ?? 0) + by);
  for (const src of pending.values()) count(src, 1);

  const out: Move[] = [];
  const free = [...pending.keys()].filter((dst) => !readers.get(dst));
  while (pending.size > 0) {
    const dst = free.pop();
    if (dst === undefined) {
      breakCycle(pending, count, free, out, fresh);
      continue;
    }
    const src = pending.get(dst);
    if (src === undefined) continue;
    pending.delete(dst);
    out.push({ dst, src });
    count(src, -1);
    if (!readers.get(src) && pending.has(src)) free.push(src);
  }
  return out;
}

/** Every pending destination is still to be read: save one, so that it can be written. */
function breakCycle(
  pending: Map<VReg, VReg>,
  count: (register: VReg, by: number) => void,
  free: VReg[],
  out: Move[],
  fresh: () => VReg,
): void {
  const [first] = pending.keys();
  if (first === undefined) return;
  const saved = fresh();
  out.push({ dst: saved, src: first });
  for (const [dst, src] of pending) {
    if (src !== first) continue;
    pending.set(dst, saved);
    count(first, -1);
    count(saved, 1);
  }
  free.push(first);
}
