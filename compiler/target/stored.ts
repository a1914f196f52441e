/**
 * Targets as text: what agents send, what the operator keeps, what tests read.
 *
 * Needs: a Target, or JSON from anywhere. Gives: canonical JSON, equal for equal kernels, without the ids that differ from
 * boot to boot; and a Target from it. Reports: throws TargetError, naming the place, for JSON that is no Target.
 */
import { TargetError } from './target-error.ts';
import { noTypes, typeTable } from './types.ts';
import type { Target, TracepointField, TracepointFormat, TracepointTable } from './target.ts';

const version = 1;
const maxTracepoints = 20_000;
const maxFields = 512;
const maxCpus = 8192;

/** [name, type, offset, size, signed, array length or null] */
type StoredField = readonly [string, string, number, number, boolean, number | null];

/**
 * The canonical text: members in fixed order, names sorted, no white space. Two kernels that compile every script to the
 * same code have the same text; its SHA-256 is the Target's digest.
 */
export function canonicalTargetText(target: Target): string {
  return JSON.stringify(targetToJson(target));
}

export function targetToJson(target: Target): unknown {
  const tracepoints = target.tracepoints
    .names()
    .toSorted()
    .map((full) => [full, storedFields(target, full)] as const);
  return {
    version,
    arch: target.arch,
    release: target.release,
    possibleCpus: target.possibleCpus,
    isa: target.isa,
    helpers: [...target.helpers].toSorted(),
    tracepoints: Object.fromEntries(tracepoints),
  };
}

function storedFields(target: Target, full: string): StoredField[] {
  const [category = '', name = ''] = full.split(':');
  const fields = target.tracepoints.format(category, name)?.fields ?? [];
  return fields.map((field) => [field.name, field.type, field.offset, field.size, field.signed, field.arrayLength]);
}

/** The Target of a canonical text. Tracepoint ids are 0: whoever attaches reads them from its own kernel. */
export function parseTargetText(text: string): Target {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new TargetError('target', `no JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  return targetFromJson(json);
}

export function targetFromJson(json: unknown): Target {
  const object = record('target', json);
  expect(
    object['version'] === version,
    'target.version',
    `is ${show(object['version'])}; this program reads version ${version}`,
  );
  const { arch, isa } = object;
  expect(arch === 'x86_64' || arch === 'arm64', 'target.arch', `is ${show(arch)}; known are x86_64 and arm64`);
  expect(isa === 3 || isa === 4, 'target.isa', `is ${show(isa)}; known are 3 and 4`);
  return {
    arch,
    isa,
    release: word('target.release', object['release']),
    possibleCpus: integer('target.possibleCpus', object['possibleCpus'], 1, maxCpus),
    helpers: new Set(
      array('target.helpers', object['helpers'], 1000).map((name, index) => word(`target.helpers[${index}]`, name)),
    ),
    tracepoints: storedTable(record('target.tracepoints', object['tracepoints'])),
    types: typeTable(noTypes),
  };
}

function storedTable(stored: Readonly<Record<string, unknown>>): TracepointTable {
  const entries = Object.entries(stored);
  expect(
    entries.length <= maxTracepoints,
    'target.tracepoints',
    `has ${entries.length} members; at most ${maxTracepoints} are read`,
  );
  const formats = new Map(entries.map(([full, fields]) => [full, storedFormat(full, fields)]));
  const names = [...formats.keys()].toSorted();
  return { names: () => names, format: (category, name) => formats.get(`${category}:${name}`) ?? null };
}

function storedFormat(full: string, stored: unknown): TracepointFormat {
  const where = `target.tracepoints[${show(full)}]`;
  const [category = '', name = '', surplus] = full.split(':');
  expect(category !== '' && name !== '' && surplus === undefined, where, 'is no category:name');
  return {
    category,
    name,
    id: 0,
    fields: array(where, stored, maxFields).map((field, index) => storedField(`${where}[${index}]`, field)),
  };
}

function storedField(where: string, stored: unknown): TracepointField {
  const [name, type, offset, size, signed, length] = array(where, stored, 6);
  expect(typeof signed === 'boolean', `${where}[4]`, `is ${show(signed)}; must be true or false`);
  return {
    name: word(`${where}[0]`, name),
    type: word(`${where}[1]`, type),
    offset: integer(`${where}[2]`, offset, 0, 65_535),
    size: integer(`${where}[3]`, size, 0, 65_535),
    signed,
    arrayLength: length === null ? null : integer(`${where}[5]`, length, 0, 65_535),
  };
}

function expect(condition: boolean, where: string, problem: string): asserts condition {
  if (!condition) throw new TargetError(where, problem);
}

function record(where: string, value: unknown): Readonly<Record<string, unknown>> {
  expect(
    typeof value === 'object' && value !== null && !Array.isArray(value),
    where,
    `is ${show(value)}; must be an object`,
  );
  return value as Readonly<Record<string, unknown>>;
}

function array(where: string, value: unknown, max: number): readonly unknown[] {
  expect(Array.isArray(value) && value.length <= max, where, `must be a list of at most ${max}`);
  return value;
}

function word(where: string, value: unknown): string {
  expect(
    typeof value === 'string' && value.length > 0 && value.length <= 400,
    where,
    `is ${show(value)}; must be a text of 1 to 400 characters`,
  );
  return value;
}

function integer(where: string, value: unknown, min: number, max: number): number {
  expect(
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max,
    where,
    `is ${show(value)}; must be a whole number from ${min} to ${max}`,
  );
  return value;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
