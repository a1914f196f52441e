/**
 * Needs: vcode in final order.
 * Gives: the points where each variable is live. Instruction number i reads at point 2i and writes at 2i+1,
 * so that what ends at an instruction and what begins there can share a register; a call's clobbers are
 * written there and so meet all that lives across it. Terminators count as instructions.
 * Reports: nothing.
 */
import { liveness, type Variables } from './liveness.ts';
import { normalise, type Range } from './ranges.ts';
import type { VFunction } from './vcode.ts';

export type Intervals = ReadonlyMap<number, readonly Range[]>;

/** The number of the first instruction of each block, and past the end the total. */
export function firstNumbers(fn: VFunction): readonly number[] {
  const starts = [0];
  for (const block of fn.blocks) starts.push((starts.at(-1) ?? 0) + block.lines.length + 1);
  return starts;
}

export function intervals(fn: VFunction, variables: Variables): Intervals {
  const { outs } = liveness(fn, variables);
  const starts = firstNumbers(fn);
  const found = new Map<number, Range[]>();
  const add = (variable: number, from: number, to: number): void => {
    const ranges = found.get(variable);
    if (ranges === undefined) found.set(variable, [{ from, to }]);
    else ranges.push({ from, to });
  };
  fn.blocks.forEach((block, index) => {
    const start = starts[index] ?? 0;
    /** Variable → the point up to which it is live, seen from below. */
    const open = new Map<number, number>();
    const end = start + block.lines.length + 1;
    for (const variable of outs[index] ?? []) open.set(variable, 2 * end);
    const use = (variable: number, at: number): void => void (open.has(variable) || open.set(variable, 2 * at + 1));
    for (const variable of variables.ofTerminator(block.terminator)) use(variable, end - 1);
    for (let at = end - 2; at >= start; at -= 1) {
      const line = block.lines[at - start];
      if (line === undefined) continue;
      const { uses, defs } = variables.ofLine(line);
      for (const variable of defs) {
        // A result that nobody reads still needs its register for the moment of the write.
        add(variable, 2 * at + 1, open.get(variable) ?? 2 * at + 2);
        open.delete(variable);
      }
      for (const variable of uses) use(variable, at);
    }
    for (const [variable, to] of open) add(variable, 2 * start, to);
  });
  return new Map([...found].map(([variable, ranges]) => [variable, normalise(ranges)]));
}
