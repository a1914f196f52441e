/** Random expressions, compiled and run by the real kernel, give what they are worth. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { MapSymbol, TypedExpression, TypedProbe, TypedProgram } from '../../compiler/3-check/typed.ts';
import { planMaps } from '../../compiler/4-plan-maps/plan.ts';
import { lower } from '../../compiler/5-lower/lower.ts';
import { select } from '../../compiler/6-select/select.ts';
import { emit } from '../../compiler/7-emit/emit.ts';
import { verify } from '../../compiler/ir/verify.ts';
import { localPolicy } from '../../compiler/policy.ts';
import { type Sample, samples, s, x } from '../../compiler/testing/samples.ts';
import * as t from '../../compiler/testing/typed-builders.ts';
import { type Loaded, loadElf, target, valueOf } from './kernel.ts';

const perObject = 40;
const sample = samples({ pid: process.pid, tid: process.pid, nsecs: null });
const source = { name: 'test', text: '' };

function mapSymbol(id: number): MapSymbol {
  return {
    id,
    name: `@r${id}`,
    keys: [],
    nodeLocalKeys: [],
    series: null,
    declared: null,
    value: { kind: 'scalar', type: t.int64 },
    span: t.span,
  };
}

/** One begin probe for each expression: `$x = 3; @rN = e; @rM = $x`. */
function programOf(trees: readonly TypedExpression[]): TypedProgram {
  const maps = trees.flatMap((_, index) => [mapSymbol(2 * index), mapSymbol(2 * index + 1)]);
  const store = (index: number, value: TypedExpression) =>
    ({ kind: 'assign', target: { kind: 'map', map: mapSymbol(index), key: [] }, value, span: t.span }) as const;
  const probes = trees.map((tree, index): TypedProbe => {
    const body = [t.assign(x, t.integer(3n)), store(2 * index, tree), store(2 * index + 1, t.variable(x))];
    return { attachPoints: [t.beginPoint], predicate: null, body, span: t.span };
  });
  return { probes, maps, variables: [x] };
}

function run(list: readonly Sample[]): void {
  const program = programOf(list.map(({ tree }) => tree));
  const plans = planMaps(program, target, localPolicy).output;
  assert.ok(plans !== null);
  const { module, manifest } = lower(program, plans, source, target, localPolicy);
  verify(module);
  const selected = select(module, target);
  assert.ok(selected.output !== null, JSON.stringify(selected.diagnostics));
  const object = loadElf(emit(selected.output, source, 'GPL'));
  try {
    list.forEach((each, index) => {
      object.runOnce(`p${index}`, -1);
      const variables = { x: 3n };
      const expected = [s(each.value(variables)), variables.x];
      const actual = [2 * index, 2 * index + 1].map((at) => readNumber({ object, manifest }, `@r${at}`));
      assert.deepEqual(
        actual,
        expected,
        JSON.stringify(each.tree, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)),
      );
    });
  } finally {
    object.close();
  }
}

function readNumber(loaded: Pick<Loaded, 'object' | 'manifest'>, name: string): bigint {
  const value = valueOf(loaded, name);
  assert.ok(value !== null);
  return value.readBigInt64LE(0);
}

// Fixed seeds: what the kernel says of a program must not depend on the day.
for (const seed of [1, 2, 3, 4, 5]) {
  test(`the kernel computes what expressions mean, seed ${seed}`, () => {
    run(fc.sample(sample, { seed, numRuns: perObject }));
  });
}
