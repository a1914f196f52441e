import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { storedTarget } from '../testing/target.ts';
import { canonicalTargetText, parseTargetText, targetFromJson, targetToJson } from './stored.ts';
import { TargetError } from './target-error.ts';
import type { Target } from './target.ts';

const target = storedTarget();

describe('canonical text', () => {
  it('gives the same Target back', () => {
    const text = canonicalTargetText(target);
    assert.equal(canonicalTargetText(parseTargetText(text)), text);
    assert.deepEqual(
      parseTargetText(text).tracepoints.format('sched', 'sched_switch'),
      target.tracepoints.format('sched', 'sched_switch'),
    );
  });

  it('is the same in any order of names and whatever the ids', () => {
    const shuffled: Target = {
      ...target,
      helpers: new Set([...target.helpers].toReversed()),
      tracepoints: {
        names: () => target.tracepoints.names().toReversed(),
        format: (category, name) => {
          const format = target.tracepoints.format(category, name);
          return format === null ? null : { ...format, id: 4711 };
        },
      },
    };
    assert.equal(canonicalTargetText(shuffled), canonicalTargetText(target));
  });

  it('tells a changed field', () => {
    const changed: Target = {
      ...target,
      tracepoints: {
        ...target.tracepoints,
        format: (category, name) => {
          const format = target.tracepoints.format(category, name);
          return format === null ? null : { ...format, fields: format.fields.slice(1) };
        },
      },
    };
    assert.notEqual(canonicalTargetText(changed), canonicalTargetText(target));
  });
});

/** The JSON with one member set, at a path of keys. */
function damaged(path: readonly (string | number)[], value: unknown): unknown {
  const copy: unknown = structuredClone(targetToJson(target));
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1) ?? ''] = value;
  return copy;
}

describe('JSON that is no Target', () => {
  const cases: readonly (readonly [readonly (string | number)[], unknown, RegExp])[] = [
    [['version'], 2, /target\.version: is 2; this program reads version 1/],
    [['arch'], 'sparc', /target\.arch: is "sparc"; known are x86_64 and arm64/],
    [['isa'], 5, /target\.isa/],
    [['possibleCpus'], 0, /target\.possibleCpus: is 0; must be a whole number from 1 to 8192/],
    [['possibleCpus'], 1.5, /target\.possibleCpus/],
    [['release'], null, /target\.release/],
    [['helpers'], {}, /target\.helpers: must be a list/],
    [['helpers', 0], 7, /target\.helpers\[0\]: is 7/],
    [['tracepoints'], [], /target\.tracepoints: is \[\]; must be an object/],
    [['tracepoints', 'nocolon'], [], /is no category:name/],
    [['tracepoints', 'a:b:c'], [], /is no category:name/],
    [['tracepoints', 'sched:sched_switch', 0, 2], -1, /target\.tracepoints\["sched:sched_switch"\]\[0\]\[2\]: is -1/],
    [['tracepoints', 'sched:sched_switch', 0, 4], 1, /must be true or false/],
    [['tracepoints', 'sched:sched_switch', 0], 'x', /must be a list/],
    [['tracepoints', '__proto__:x'], 'x', /must be a list/],
  ];
  for (const [path, value, message] of cases) {
    it(path.join('.'), () => assert.throws(() => targetFromJson(damaged(path, value)), message));
  }
  it('no JSON', () => assert.throws(() => parseTargetText('{'), TargetError));
  it('any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        assert.throws(() => targetFromJson(json), TargetError);
      }),
    );
  });
});
