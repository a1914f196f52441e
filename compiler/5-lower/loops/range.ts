/** The numbers of a range: where it starts, and how many there are. */
import type { TypedLoop } from '../../3-check/typed.ts';
import type { ValueId } from '../../ir/ir.ts';
import { parameterOf } from '../arithmetic.ts';
import type { Operand } from '../builder.ts';
import type { ProgramContext } from '../context.ts';
import { opaque } from './frame.ts';

/** BPF_MAX_LOOPS, include/linux/bpf.h: what the helper takes at most. */
export const maxRuns = 8n * 1024n * 1024n;

export interface Range {
  readonly start: Operand;
  readonly runs: ValueId;
}

/** How many numbers there are from the start up to the end, and no more than the helper takes. */
export function lowerRange(
  context: ProgramContext,
  { from, to }: TypedLoop['over'] & { readonly kind: 'range' },
): Range {
  const { builder } = context;
  const start = context.lower.number(context, from);
  const end = context.lower.number(context, to);
  const signed = from.type.kind === 'int' && from.type.signed;
  const [some, clipped, whole] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  const done = builder.createBlock(['int']);
  const none = builder.createBlock();
  builder.branch(signed ? 'slt' : 'ult', start, end, some, none);
  builder.start(some);
  const count = builder.binary('sub', end, start);
  builder.branch('ugt', count, maxRuns, clipped, whole);
  builder.start(clipped);
  builder.jump(done, [maxRuns]);
  builder.start(whole);
  builder.jump(done, [count]);
  builder.start(none);
  // Of a callback that it knows to be never called the verifier forgets the code, and then fails where its address is taken.
  builder.jump(done, [opaque(context, 0n)]);
  builder.start(done);
  return { start, runs: parameterOf(done.parameters) };
}
