/**
 * By number to the body that it belongs to.
 *
 * Needs: numbers with their blocks, and where all others go.
 * Gives: a binary search over the runs of numbers that lead to one block.
 * Reports: nothing.
 */
import type { ValueId } from '../ir/ir.ts';
import type { FunctionBuilder, OpenBlock } from './builder.ts';

interface Run {
  readonly first: number;
  readonly last: number;
  readonly to: OpenBlock;
}

export function dispatch(
  builder: FunctionBuilder,
  number: ValueId,
  cases: readonly (readonly [number: number, to: OpenBlock])[],
  otherwise: OpenBlock,
): void {
  const runs: Run[] = [];
  for (const [each, to] of cases.toSorted(([a], [b]) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last.to === to && last.last === each - 1) runs[runs.length - 1] = { ...last, last: each };
    else runs.push({ first: each, last: each, to });
  }
  search(builder, number, runs, otherwise);
}

function search(builder: FunctionBuilder, number: ValueId, runs: readonly Run[], otherwise: OpenBlock): void {
  const [only] = runs;
  if (only === undefined) return builder.jump(otherwise);
  if (runs.length === 1) return within(builder, number, only, otherwise);
  const middle = Math.floor(runs.length / 2);
  const [low, high] = [builder.createBlock(), builder.createBlock()];
  builder.branch('ult', number, BigInt(runs[middle]?.first ?? 0), low, high);
  builder.start(low);
  search(builder, number, runs.slice(0, middle), otherwise);
  builder.start(high);
  search(builder, number, runs.slice(middle), otherwise);
}

function within(builder: FunctionBuilder, number: ValueId, { first, last, to }: Run, otherwise: OpenBlock): void {
  if (first === last) return builder.branch('eq', number, BigInt(first), to, otherwise);
  const offset = first === 0 ? number : builder.binary('sub', number, BigInt(first));
  builder.branch('ule', offset, BigInt(last - first), to, otherwise);
}
