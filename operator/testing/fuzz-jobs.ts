/**
 * Jobs as a hostile or careless user writes them: the schema, walked with dice.
 *
 * Needs: a seed. Gives: an object, the same for the same seed; most are malformed in a place or two, some are good.
 */
import { clusterTraceJobSpec, type StructuralSchema, structuralSchema, traceJobSpec } from '@bpfleet/proto';

/** From 0 to below 1. */
export type Random = () => number;

/** Mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface FuzzedJob {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: unknown;
}

const schemas = { TraceJob: structuralSchema(traceJobSpec), ClusterTraceJob: structuralSchema(clusterTraceJobSpec) };

export function fuzzedJob(random: Random): FuzzedJob {
  const kind = random() < 0.5 ? 'TraceJob' : 'ClusterTraceJob';
  // How wild it gets: of twenty places that are visited one or so goes wrong.
  const wildness = random() < 0.05 ? 0 : 0.05 + random() * 0.2;
  return { apiVersion: 'bpfleet.dev/v1alpha1', kind, spec: valueOf(schemas[kind], 'spec', { random, wildness }) };
}

interface Dice {
  readonly random: Random;
  readonly wildness: number;
}

function valueOf(schema: StructuralSchema, name: string, dice: Dice): unknown {
  const { random, wildness } = dice;
  if (random() < wildness) return pick(oddities, random);
  const values = schema['enum'];
  if (Array.isArray(values)) return pick(values as readonly unknown[], random);
  if (schema['x-kubernetes-int-or-string'] === true) return pick(['16Mi', 4096, '1Gi', 1, '0', '007Ki'], random);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, dice);
    case 'array':
      return Array.from({ length: Math.floor(random() * 3) }, () => valueOf(schema.items ?? {}, name, dice));
    case 'string':
      return pick(goodTexts[name] ?? ['a', 'b-c', 'x1', 'abc'], random);
    case 'integer': {
      const least = Number(schema['minimum'] ?? 0);
      return least + Math.floor(random() * (Math.min(Number(schema['maximum'] ?? 1000), least + 5000) - least));
    }
    case 'boolean':
      return random() < 0.5;
    default:
      return null;
  }
}

function objectOf(schema: StructuralSchema, dice: Dice): unknown {
  const { random, wildness } = dice;
  const out: Record<string, unknown> = {};
  if (schema.additionalProperties !== undefined) {
    for (const key of ['app', 'team', 'example.com/tier'])
      if (random() < 0.5) out[key] = valueOf(schema.additionalProperties, key, dice);
    return out;
  }
  const required = schema.required ?? [];
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const isWanted = required.includes(name) || name === 'inline' || random() < 0.4;
    if (isWanted !== random() < wildness / 2) out[name] = valueOf(child, name, dice);
  }
  if (random() < wildness / 2)
    out[pick(['durations', '__proto__x', 'Inline', ' ', 'a.b', ''], random)] = pick(oddities, random);
  return out;
}

/** What fields of these names can be. */
const goodTexts: Readonly<Record<string, readonly string[]>> = {
  inline: ['begin { }', 'tracepoint:a:b { @ = count(); }', '¿', 'x'.repeat(2000)],
  duration: ['10s', '1m30s', '1h', '23h59m', '1.5h'],
  interval: ['5s', '100ms', '10m'],
  minCoverage: ['95%', '0%', '100%'],
  detachAfter: ['60s', '5s', '1h'],
  expr: ['true', 'result.lines == 0', ')(', 'result.maps.x.all(r, r.count > 1)'],
};

const oddities: readonly unknown[] = [
  null,
  '',
  ' ',
  'A',
  '-a',
  'a-',
  'a'.repeat(64),
  'a'.repeat(300),
  'x'.repeat(70_000),
  '10',
  '2d',
  '-5s',
  '25h',
  '99999999h',
  '1e3s',
  '101%',
  '95',
  '16MB',
  '99999999999Gi',
  '\u0000',
  '\u{1F4A5}',
  '\u202Etxt',
  '../../etc/passwd',
  '$(reboot)',
  '{{ .Values }}',
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  true,
  false,
  [],
  [null],
  [[]],
  ['a', 'a'],
  Array.from({ length: 600 }, (_, index) => `n${index}`),
  {},
  { a: 1 },
  { matchLabels: { a: null } },
  { names: 'a' },
  { inline: 'begin { }', tool: {} },
];

function pick<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)];
  return value as T;
}
