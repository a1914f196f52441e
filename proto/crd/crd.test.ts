import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, manifests } from '../manifests/generate.ts';
import { kinds } from './crd.ts';
import type { StructuralSchema } from './structural.ts';
import { structuralSchema } from './structural.ts';

test('the manifests of the chart are fresh', () => {
  for (const [name, text] of manifests())
    assert.equal(readFileSync(join(folder, name), 'utf8'), text, `${name}: run scripts/generate`);
});

/** Every schema node with its path. */
function* nodes(schema: StructuralSchema, path: string): Generator<readonly [string, StructuralSchema]> {
  yield [path, schema];
  for (const [name, child] of Object.entries(schema.properties ?? {})) yield* nodes(child, `${path}.${name}`);
  if (schema.items !== undefined) yield* nodes(schema.items, `${path}[]`);
}

const schemas = kinds.flatMap(({ kind, spec, status }) => [
  ...nodes(structuralSchema(spec), `${kind}.spec`),
  ...(status === null ? [] : nodes(structuralSchema(status), `${kind}.status`)),
]);

test('every field is documented, and its default is stated in words', () => {
  for (const [path, schema] of schemas) {
    if (path.endsWith('[]')) continue;
    assert.ok((schema.description ?? '').length > 5, `${path} has no description`);
    const value = schema['default'];
    if (value === '') assert.match(schema.description ?? '', /Default: empty\./, path);
    else if (['string', 'number', 'boolean'].includes(typeof value))
      assert.match(schema.description ?? '', new RegExp(`Default: ${String(value)}\\.`), path);
    else if (Array.isArray(value)) assert.match(schema.description ?? '', /Default: none/, path);
  }
});

test('the schemas are structural: a type on every node, nothing that Kubernetes refuses', () => {
  for (const [path, schema] of schemas) {
    const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
    assert.equal(typeof schema.type, isIntOrString ? 'undefined' : 'string', path);
    for (const keyword of ['$ref', 'oneOf', 'allOf', 'const']) assert.ok(!(keyword in schema), `${path}: ${keyword}`);
    assert.ok(schema.properties === undefined || schema.additionalProperties === undefined, path);
    if (schema.additionalProperties !== undefined) assert.ok('maxProperties' in schema, path);
    if (schema.type === 'string' && schema['enum'] === undefined)
      assert.ok('maxLength' in schema || 'pattern' in schema || schema['format'] === 'date-time', path);
    if (schema.type === 'array') assert.ok('maxItems' in schema, path);
  }
});

test('every printer column leads to a field', () => {
  for (const { kind, columns, spec, status } of kinds) {
    const root: StructuralSchema = {
      properties: { spec: structuralSchema(spec), ...(status === null ? {} : { status: structuralSchema(status) }) },
    };
    for (const { name, jsonPath } of columns) {
      if (jsonPath.startsWith('.metadata.')) continue;
      let schema: StructuralSchema | undefined = root;
      for (const part of jsonPath.slice(1).split(/\.(?![^(]*\))/)) {
        const [field = '', filter] = part.split('[');
        schema = schema?.properties?.[field];
        if (filter !== undefined) schema = schema?.items;
      }
      assert.ok(schema !== undefined, `${kind}: ${name}: ${jsonPath}`);
    }
  }
});
