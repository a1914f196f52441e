/**
 * Generates proto/gen from proto/agent/v1/agent.proto.
 *
 * Needs: protobufjs and protobufjs-cli; no protoc.
 * Gives: gen/agent.js (protobufjs static codec), gen/agent.d.ts, gen/messages.ts (the types the code uses, and
 *   the field tables codec.ts converts by). `--check` writes nothing and compares.
 * Reports: with --check, the files that are not fresh, exit code 1.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import type { Enum, Field, Namespace, ReflectionObject, Type } from 'protobufjs';

const folder = import.meta.dirname;
const source = join(folder, 'agent/v1/agent.proto');
const packageName = 'bpfleet.agent.v1';

/** Text of every generated file by its path below proto/. */
export function generate(): ReadonlyMap<string, string> {
  const root = protobuf.parse(readFileSync(source, 'utf8'), { keepCase: false, alternateCommentMode: true }).root;
  root.resolveAll();
  const namespace = root.lookup(packageName);
  if (namespace === null) throw new Error(`${source}: there is no package ${packageName}`);
  const { enums, messages } = collect(namespace as Namespace);
  return new Map([
    ['gen/agent.js', codecModule()],
    ['gen/agent.d.ts', codecTypes(messages)],
    ['gen/messages.ts', messagesModule(enums, messages)],
  ]);
}

function codecModule(): string {
  const pbjs = createRequire(import.meta.url).resolve('protobufjs-cli/bin/pbjs');
  // Not --force-number: it loses integers beyond 2^53. An own root: roots are global to a process.
  const flags = ['-t', 'static-module', '-w', 'esm', '-r', 'bpfleet', '--force-long'];
  const unused = ['create', 'verify', 'delimited', 'convert', 'typeurl', 'service', 'comments'].map(
    (name) => `--no-${name}`,
  );
  return execFileSync(process.execPath, [pbjs, ...flags, ...unused, source], { encoding: 'utf8', maxBuffer: 1 << 26 });
}

interface Found {
  readonly enums: Enum[];
  readonly messages: Type[];
}

function collect(namespace: Namespace): Found {
  const found: Found = { enums: [], messages: [] };
  const visit = (object: ReflectionObject): void => {
    if (object instanceof protobuf.Enum) found.enums.push(object);
    if (object instanceof protobuf.Type) found.messages.push(object);
    if (object instanceof protobuf.Service || !(object instanceof protobuf.Namespace)) return;
    for (const nested of object.nestedArray) visit(nested);
  };
  visit(namespace);
  return found;
}

/** `ColumnType.Kind` becomes ColumnTypeKind: TypeScript types do not nest. */
function localName(object: ReflectionObject): string {
  return object.fullName.slice(`.${packageName}.`.length).replaceAll('.', '');
}

const isUnion = (type: Type): boolean => type.oneofsArray[0]?.fieldsArray.length === type.fieldsArray.length;

function codecTypes(messages: readonly Type[]): string {
  const roots = messages.filter(isUnion).map(localName);
  const members = roots.map((name) => `    readonly ${name}: Codec;`).join('\n');
  return `${header}import type { Writer } from 'protobufjs/minimal.js';

interface Codec {
  encode(message: object): Writer;
  decode(bytes: Uint8Array): object;
}
export const bpfleet: { readonly agent: { readonly v1: {
${members}
} } };
`;
}

const header = '// Generated from agent/v1/agent.proto by generate.ts: do not edit.\n';

function messagesModule(enums: readonly Enum[], messages: readonly Type[]): string {
  const parts = [header + "import type { EnumTable, MessageTable } from '../tables.ts';\n"];
  for (const type of enums) parts.push(enumType(type));
  for (const type of messages) parts.push(isUnion(type) ? unionType(type) : messageType(type));
  parts.push(`/** How codec.ts converts each message. */\n${constant('tables', 'MessageTable', messages.map(table))}`);
  parts.push(constant('enumTables', 'EnumTable', enums.map(enumTable)));
  return parts.join('\n');
}

function constant(name: string, type: string, entries: readonly string[]): string {
  return `export const ${name}: Readonly<Record<string, ${type}>> = {\n${entries.join('')}};\n`;
}

/** SESSION_STATE_ATTACHED of enum SessionState is 'ATTACHED': the prefix only exists because protobuf's names share a scope. */
function enumNames(type: Enum): string[] {
  const prefix = `${type.name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}_`;
  return Object.entries(type.values)
    .toSorted(([, a], [, b]) => a - b)
    .map(([name, value], index) => {
      if (value !== index) throw new Error(`${type.fullName}.${name}: enum values must count up from 0`);
      return name.replace(prefix, '');
    });
}

function enumType(type: Enum): string {
  return `${comment(type, '')}export type ${localName(type)} = ${quoted(enumNames(type)).join(' | ')};\n`;
}

function enumTable(type: Enum): string {
  return `  ${localName(type)}: [${quoted(enumNames(type)).join(', ')}],\n`;
}

const quoted = (names: readonly string[]): string[] => names.map((name) => `'${name}'`);

function unionType(type: Type): string {
  const members = type.fieldsArray.map((field) => {
    return `${comment(field, '  ')}  | { readonly kind: '${field.name}'; readonly value: ${scalarType(field)} }`;
  });
  return `${comment(type, '')}export type ${localName(type)} =\n${members.join('\n')};\n`;
}

function messageType(type: Type): string {
  const members = type.fieldsArray.map((field) => {
    return `${comment(field, '  ')}  readonly ${field.name}: ${fieldType(field)};\n`;
  });
  return `${comment(type, '')}export interface ${localName(type)} {\n${members.join('')}}\n`;
}

function fieldType(field: Field): string {
  if (field.repeated) return `readonly ${scalarType(field)}[]`;
  return field.resolvedType instanceof protobuf.Type ? `${scalarType(field)} | null` : scalarType(field);
}

function scalarType(field: Field): string {
  if (field.resolvedType !== null) return localName(field.resolvedType);
  const type = scalarTypes.get(field.type);
  if (type === undefined) throw new Error(`${field.fullName}: ${field.type} is new: add it here and to codec.ts`);
  return type;
}

const scalarTypes: ReadonlyMap<string, string> = new Map([
  ['string', 'string'],
  ['bytes', 'Uint8Array'],
  ['bool', 'boolean'],
  ['uint32', 'number'],
  ['uint64', 'bigint'],
]);

function table(type: Type): string {
  const fields = type.fieldsArray.map((field) => {
    const of = field.resolvedType === null ? 'null' : `'${localName(field.resolvedType)}'`;
    const message = field.resolvedType instanceof protobuf.Enum ? 'enum' : 'message';
    return `      { id: ${field.id}, name: '${field.name}', type: '${field.resolvedType === null ? field.type : message}', of: ${of}, repeated: ${field.repeated} },\n`;
  });
  return `  ${localName(type)}: {\n    union: ${isUnion(type)},\n    fields: [\n${fields.join('')}    ],\n  },\n`;
}

function comment(object: ReflectionObject, indent: string): string {
  if (!object.comment) return '';
  const lines = object.comment.split('\n').map((line) => line.trim());
  if (lines.length === 1) return `${indent}/** ${lines[0] ?? ''} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

function main(): void {
  const stale: string[] = [];
  mkdirSync(join(folder, 'gen'), { recursive: true });
  for (const [name, text] of generate()) {
    const path = join(folder, name);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    stale.push(name);
    if (!process.argv.includes('--check')) writeFileSync(path, text);
  }
  if (!process.argv.includes('--check') || stale.length === 0) return;
  process.stderr.write(`proto: not fresh: ${stale.join(', ')}: run \`node proto/generate.ts\`\n`);
  process.exitCode = 1;
}

if (import.meta.main) main();
