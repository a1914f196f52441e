import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { storedTarget } from '../testing/target.ts';
import { parseTarget, partsOfTarget, storeTarget, targetFromJson } from './stored.ts';
import { targetFromBytes, targetToBytes } from './file.ts';
import { functionTable } from './functions.ts';
import { TargetError } from './target-error.ts';
import type { Target } from './target.ts';

const target = { ...storedTarget(), functions: functionTable({ modules: () => ['vmlinux'], names: () => ['b', 'a'] }) };
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const stored = storeTarget(target, digestOf);
const readPart = (digest: string): Uint8Array =>
  stored.parts.find((part) => part.digest === digest)?.read() ?? new Uint8Array();
const canonicalTargetText = (of: Target): string => storeTarget(of, digestOf).text;
const parseTargetText = (text: string): Target => parseTarget(text, readPart);

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
  const copy: unknown = JSON.parse(stored.text);
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1) ?? ''] = value;
  return copy;
}

describe('JSON that is no Target', () => {
  const cases: readonly (readonly [readonly (string | number)[], unknown, RegExp])[] = [
    [['version'], 1, /target\.version: is 1; this program reads version 2/],
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
    [['btf'], null, /target\.btf: is null/],
    [['btf', 'vmlinux', 0], 'abc', /target\.btf\["vmlinux"\]\[0\]: is "abc"; must be a SHA-256/],
    [['btf', 'vmlinux', 1], 2 ** 40, /target\.btf\["vmlinux"\]\[1\]/],
    [['functions'], undefined, /target\.functions: is missing/],
    [['tracepoints', '__proto__:x'], 'x', /must be a list/],
  ];
  for (const [path, value, message] of cases) {
    it(path.join('.'), () => assert.throws(() => targetFromJson(damaged(path, value), readPart), message));
  }
  it('no JSON', () => assert.throws(() => parseTargetText('{'), TargetError));
  it('any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        assert.throws(() => targetFromJson(json, readPart), TargetError);
      }),
    );
  });
});

describe('parts', () => {
  it('are BTF and functions, in the order of the text', () => {
    assert.deepEqual(
      partsOfTarget(stored.text),
      stored.parts.map(({ digest, bytes }) => ({ digest, bytes })),
    );
    assert.equal(stored.parts.length, 2);
  });
  it('give the same facts back', () => {
    const again = parseTargetText(stored.text);
    assert.deepEqual(again.functions.names('vmlinux'), ['a', 'b']);
    assert.deepEqual(again.functions.modulesOf('a'), ['vmlinux']);
    assert.equal(again.types.enumerator('TCP_LISTEN')?.value, 10n);
    assert.equal(again.types.find('function', 'vfs_read')?.module, 'vmlinux');
  });
  it('of too many bytes are refused', () => {
    const btf = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`m${index}`, [String(index).repeat(64), 60_000_000]]),
    );
    assert.throws(() => partsOfTarget(JSON.stringify({ btf, functions: {} })), /its parts have 600000000 bytes/);
  });
});

describe('files', () => {
  const bytes = targetToBytes(stored);
  it('give the same Target back', () => {
    assert.equal(canonicalTargetText(targetFromBytes(bytes, digestOf)), stored.text);
  });
  const text = Buffer.from(stored.text).length;
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['nothing', new Uint8Array(), /no file of a Target/],
    ['something else', Buffer.from('x'.repeat(1000)), /no file of a Target/],
    ['cut off in the text', bytes.subarray(0, 100), /cut off/],
    ['cut off in a part', bytes.subarray(0, text + 5000), /not what its digest/],
    ['longer than it says', Buffer.concat([bytes, Buffer.from('x')]), /bytes where/],
  ];
  for (const [what, bytesOf, message] of cases)
    it(what, () => assert.throws(() => targetFromBytes(bytesOf, digestOf), message));
});
