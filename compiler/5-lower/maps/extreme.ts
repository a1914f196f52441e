/**
 * min(n) and max(n).
 *
 * Needs: a map whose value is the least or greatest number so far, kept as manifest.ts says: it only grows.
 * Gives: its growth by compare and exchange, so that no larger number is ever overwritten by one that comes in between.
 * Reports: nothing; a number that others overtook in every attempt counts as a failed read, which takes as many other
 *   numbers that are each larger than the one before, all in the time of a few instructions.
 */
import type { MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import { extremeMask } from '../../manifest.ts';
import type { Operand } from '../builder.ts';
import { planOf, type ProgramContext } from '../context.ts';
import { countUp } from '../globals.ts';
import { withElement } from './element.ts';

const attempts = 8;

export function raiseExtreme(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  n: Operand,
): void {
  const { builder } = context;
  const plan = planOf(context, map);
  const { value } = plan;
  invariant(value.kind === 'extreme', `${map.name} holds no least or greatest number`);
  const mask = extremeMask(value);
  const kept = mask === 0n ? n : builder.binary('xor', n, mask);
  const raised = typeof kept === 'bigint' ? builder.constant(kept) : kept;
  withElement(context, map, key, (element) => {
    if (plan.undisturbed) raiseAlone(context, element, raised);
    else raise(context, element, raised);
    return 0n;
  });
}

/** Where nothing comes in between. */
function raiseAlone({ builder }: ProgramContext, element: ValueId, value: ValueId): void {
  const [larger, done] = [builder.createBlock(), builder.createBlock()];
  builder.branch('uge', builder.load(element, 0), value, done, larger);
  builder.start(larger);
  builder.store(element, 0, value);
  builder.jump(done);
  builder.start(done);
}

function raise(context: ProgramContext, element: ValueId, value: ValueId): void {
  const { builder } = context;
  const done = builder.createBlock();
  let seen = builder.load(element, 0);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const [larger, overtaken] = [builder.createBlock(), builder.createBlock()];
    builder.branch('uge', seen, value, done, larger);
    builder.start(larger);
    const found = builder.compareExchange(element, 0, seen, value);
    builder.branch('eq', found, seen, done, overtaken);
    builder.start(overtaken);
    seen = found;
  }
  countUp(builder, 'failedReads');
  builder.jump(done);
  builder.start(done);
}
