/**
 * Targets as text: what agents send, what the operator keeps, what tests read.
 *
 * Needs: a Target, or JSON from anywhere. Gives: canonical JSON, equal for equal kernels, without the ids that differ from
 * boot to boot; and a Target from it. What is large stands beside the text, as parts that it names by their digest: kernels
 * that differ in a module share the rest. Reports: throws TargetError, naming the place, for JSON that is no Target.
 */
import { array, expect, integer, record, show, word } from './check-json.ts';
import { functionTable, type FunctionTable } from './functions.ts';
import { namesFromPart, type Part, partTable, type StoredPart, storedParts } from './parts.ts';
import { TargetError } from './target-error.ts';
import { typeTable, type TypeTable } from './types.ts';
import type { Target, TracepointField, TracepointFormat, TracepointTable } from './target.ts';

const version = 2;
const maxTracepoints = 20_000;
const maxFields = 512;
const maxCpus = 8192;
/** Together; a distribution's kernel with 200 modules has 30 MiB. */
const maxPartBytes = 128 * 1024 * 1024;

/** [name, type, offset, size, signed, array length or null] */
type StoredField = readonly [string, string, number, number, boolean, number | null];

export interface StoredTarget {
  /**
   * The canonical text: members in fixed order, names sorted, no white space. Two kernels that compile every script to the
   * same code have the same text; its SHA-256 is the Target's digest.
   */
  readonly text: string;
  /** In the order of the text, each once. */
  readonly parts: readonly StoredPart[];
}

/** `digestOf`: SHA-256 in hex. */
export function storeTarget(target: Target, digestOf: (bytes: Uint8Array) => string): StoredTarget {
  const tracepoints = target.tracepoints
    .names()
    .toSorted()
    .map((full) => [full, storedFields(target, full)] as const);
  const { btf, functions, parts } = storedParts(target, digestOf);
  const json = {
    version,
    arch: target.arch,
    release: target.release,
    possibleCpus: target.possibleCpus,
    isa: target.isa,
    helpers: [...target.helpers].toSorted(),
    tracepoints: Object.fromEntries(tracepoints),
    btf,
    functions,
  };
  return { text: JSON.stringify(json), parts };
}

function storedFields(target: Target, full: string): StoredField[] {
  const [category = '', name = ''] = full.split(':');
  const fields = target.tracepoints.format(category, name)?.fields ?? [];
  return fields.map((field) => [field.name, field.type, field.offset, field.size, field.signed, field.arrayLength]);
}

/** Bytes by their digest; called when they are first needed. */
export type ReadPart = (digest: string) => Uint8Array;

/** The Target of a canonical text. Tracepoint ids are 0: whoever attaches reads them from its own kernel. */
export function parseTarget(text: string, readPart: ReadPart): Target {
  return targetFromJson(jsonOf(text), readPart);
}

/** What the text needs beside it, each part once. */
export function partsOfTarget(text: string): readonly Part[] {
  const object = record('target', jsonOf(text));
  const all = [...btfParts(object).values(), ...functionParts(object).values()];
  const parts = [...new Map(all.map((part) => [part.digest, part])).values()];
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  expect(bytes <= maxPartBytes, 'target', `its parts have ${bytes} bytes; at most ${maxPartBytes} are read`);
  return parts;
}

function btfParts(object: Readonly<Record<string, unknown>>): ReadonlyMap<string, Part> {
  return partTable('target.btf', object['btf']);
}

function functionParts(object: Readonly<Record<string, unknown>>): ReadonlyMap<string, Part> {
  return partTable('target.functions', object['functions']);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TargetError('target', `no JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

export function targetFromJson(json: unknown, readPart: ReadPart): Target {
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
    types: storedTypes(btfParts(object), readPart),
    functions: storedFunctions(functionParts(object), readPart),
    binaries: null,
    kernelSymbols: null,
    cgroups: null,
    headers: null,
  };
}

function storedTypes(parts: ReadonlyMap<string, Part>, readPart: ReadPart): TypeTable {
  return typeTable({
    modules: () => [...parts.keys()],
    read: (module) => {
      const part = parts.get(module);
      return part === undefined ? null : readPart(part.digest);
    },
  });
}

function storedFunctions(parts: ReadonlyMap<string, Part>, readPart: ReadPart): FunctionTable {
  return functionTable({
    modules: () => [...parts.keys()],
    names: (module) => {
      const part = parts.get(module);
      return part === undefined ? [] : namesFromPart(readPart(part.digest));
    },
  });
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
