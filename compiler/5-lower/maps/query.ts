/**
 * What a script asks a map, or takes from it: delete, has_key, find, len.
 *
 * Needs: a map whose representation is shared by all CPUs, as 4-plan-maps chooses for maps that are asked.
 * Gives: the answer as a number.
 * Reports: nothing.
 */
import type { MapQuery, MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import { inMemory } from '../../3-check/types.ts';
import { sizeOf } from '../../4-plan-maps/layout.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import type { MapPlan } from '../../manifest.ts';
import { FunctionBuilder } from '../builder.ts';
import { onSomeWays, planOf, type ProgramContext } from '../context.ts';
import { clear } from '../memory.ts';
import { placeOf } from '../values/home.ts';
import { buildKey, keyAddress, lookUp, releaseKey } from './key.ts';
import { forgetReads } from './known-reads.ts';
import { callWithMap, cellAddress, handleOf, isCell } from './place.ts';
import { countOffset } from './stats.ts';

export function lowerQuery(context: ProgramContext, query: MapQuery): ValueId {
  switch (query.kind) {
    case 'delete':
      return lowerDelete(context, query.map, query.key);
    case 'hasKey':
      return lowerHasKey(context, query.map, query.key);
    case 'find':
      return lowerFind(context, query);
    case 'length':
      return lowerLength(context, query.map);
  }
}

function lowerHasKey(context: ProgramContext, map: MapSymbol, key: readonly TypedExpression[]): ValueId {
  const { builder } = context;
  const built = buildKey(context, map, key);
  const element = lookUp(context, handleOf(context, planOf(context, map)), built);
  releaseKey(context, built);
  return builder.compare('ne', element, 0n);
}

function lowerDelete(context: ProgramContext, map: MapSymbol, key: readonly TypedExpression[]): ValueId {
  const { builder } = context;
  const plan = planOf(context, map);
  if (isCell(plan)) {
    forgetReads(context, map.id);
    return deleteFromCell(context, plan);
  }
  invariant(plan.type === 'hash', `${map.name} is deleted from but kept per CPU`);
  const built = buildKey(context, map, key);
  forgetReads(context, map.id);
  const error = builder.call('map_delete_elem', [handleOf(context, plan), keyAddress(context, built)]);
  releaseKey(context, built);
  return builder.compare('eq', error, 0n);
}

/** The cell stays, as one that was never written. */
function deleteFromCell(context: ProgramContext, plan: MapPlan): ValueId {
  const { builder } = context;
  const { value, valueSize } = plan;
  const cell = cellAddress(context, plan);
  const flag = value.kind === 'stats' ? countOffset : value.kind === 'hist' ? null : value.presentOffset;
  const present = flag === null ? builder.constant(1n) : builder.compare('ne', builder.load(cell, flag), 0n);
  clear(context, { base: cell, offset: 0 }, valueSize);
  return present;
}

function lowerFind(context: ProgramContext, query: MapQuery & { readonly kind: 'find' }): ValueId {
  const { builder } = context;
  const there = lowerHasKey(context, query.map, query.key);
  const [hit, done] = [builder.createBlock(), builder.createBlock()];
  builder.branch('ne', there, 0n, hit, done);
  builder.start(hit);
  const { value, variable } = query;
  const home = context.homes.get(variable.id);
  onSomeWays(context, () => {
    if (!inMemory(value.type)) builder.define(variable.id, context.lower.number(context, value));
    else if (home !== undefined) context.lower.memory(context, value, placeOf(context, home), sizeOf(value.type));
  });
  builder.jump(done);
  builder.start(done);
  return there;
}

const counterName = 'count_element';

/** The kernel counts what it goes through; what is called for each element does nothing. */
function lowerLength(context: ProgramContext, map: MapSymbol): ValueId {
  const { builder, module } = context;
  if (module.callbacks.every(({ name }) => name !== counterName)) {
    const counter = new FunctionBuilder(builder.span);
    counter.return(0n);
    module.callbacks.push(
      counter.finish({
        name: counterName,
        kind: 'element_callback',
        attachTo: null,
        guarded: false,
        span: builder.span,
      }),
    );
  }
  return callWithMap(context, planOf(context, map), (handle) =>
    builder.call('for_each_map_elem', [handle, builder.functionAddress(counterName), 0n, 0n]),
  );
}
