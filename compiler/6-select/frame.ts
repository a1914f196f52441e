/**
 * Needs: allocated vcode in final order.
 * Gives: a place in the frame for every stack object; objects that are never in use at the same time share.
 * Reports: nothing; the caller compares the size with what the kernel allows.
 */
import { intervals, firstNumbers, type Intervals } from './intervals.ts';
import { normalise, Occupancy, type Range } from './ranges.ts';
import { successors, type ObjectId, type VFunction, type VInstruction } from './vcode.ts';

export interface Frame {
  /** Offset of each object in use from r10: negative, a multiple of 8. */
  readonly offsets: ReadonlyMap<ObjectId, number>;
  readonly bytes: number;
}

/** The first `slots` objects are the script's and live from begin to end; the rest are spilled registers. */
export function layOutFrame(fn: VFunction, slots: number): Frame {
  const lives = new Map([...slotLives(fn), ...spillLives(fn, slots)]);
  const sizeOf = (object: ObjectId): number => fn.objects[object] ?? 0;
  // Large ones first: small ones then fill the gaps.
  const order = [...lives.keys()].sort((a, b) => sizeOf(b) - sizeOf(a) || a - b);
  /** Who holds each 8 bytes of the frame, from its top down. */
  const words: Occupancy[] = [];
  const offsets = new Map<ObjectId, number>();
  for (const object of order) {
    const life = lives.get(object) ?? [];
    const count = sizeOf(object) / 8;
    let start = 0;
    for (let at = 0; at < start + count; at += 1) if (words[at]?.intersects(life) === true) start = at + 1;
    while (words.length < start + count) words.push(new Occupancy([]));
    for (const word of words.slice(start, start + count)) word.add(life);
    offsets.set(object, -8 * (start + count));
  }
  return { offsets, bytes: words.length * 8 };
}

/** Spilled registers are variables like others: stores define them, loads use them. */
function spillLives(fn: VFunction, slots: number): Intervals {
  return intervals(fn, {
    ofLine: ({ instruction }) => {
      if (instruction.kind !== 'inObject' || instruction.object < slots) return { uses: [], defs: [] };
      const object = [instruction.object];
      return instruction.access.kind === 'store' ? { uses: [], defs: object } : { uses: object, defs: [] };
    },
    ofTerminator: () => [],
  });
}

/** Points where a slot may have been begun and not ended: its address may be anywhere, so no use tells when it is free. */
function slotLives(fn: VFunction): Intervals {
  const entry = begunAtEntry(fn);
  const numbers = firstNumbers(fn);
  const found = new Map<ObjectId, Range[]>();
  const add = (object: ObjectId, range: Range): void => {
    const ranges = found.get(object);
    if (ranges === undefined) found.set(object, [range]);
    else ranges.push(range);
  };
  fn.blocks.forEach((block, index) => {
    const start = numbers[index] ?? 0;
    /** Object → the point where it was begun in this block, or the block's start. */
    const begun = new Map([...(entry[index] ?? [])].map((object) => [object, 2 * start]));
    block.lines.forEach(({ instruction }, at) => {
      const point = 2 * (start + at);
      if (instruction.kind === 'objectBegin' && !begun.has(instruction.object)) begun.set(instruction.object, point);
      if (instruction.kind !== 'objectEnd') return;
      add(instruction.object, { from: begun.get(instruction.object) ?? point, to: point + 2 });
      begun.delete(instruction.object);
    });
    for (const [object, from] of begun) add(object, { from, to: 2 * (numbers[index + 1] ?? 0) });
  });
  return new Map([...found].map(([object, ranges]) => [object, normalise(ranges)]));
}

function begunAtEntry(fn: VFunction): readonly ReadonlySet<ObjectId>[] {
  const entry = fn.blocks.map(() => new Set<ObjectId>());
  for (let changed = true; changed; ) {
    changed = false;
    fn.blocks.forEach((block, index) => {
      const begun = new Set(entry[index]);
      for (const line of block.lines) step(line.instruction, begun);
      for (const next of successors(block.terminator)) {
        const known = entry[next];
        const before = known?.size;
        for (const object of begun) known?.add(object);
        changed ||= known?.size !== before;
      }
    });
  }
  return entry;
}

function step(instruction: VInstruction, begun: Set<ObjectId>): void {
  if (instruction.kind === 'objectBegin') begun.add(instruction.object);
  if (instruction.kind === 'objectEnd') begun.delete(instruction.object);
}
