import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { columns, traceJobCrd } from './crd.ts';
import { crdPath, crdText } from './generate.ts';
import type { StructuralSchema } from './structural.ts';
import { structuralSchema } from './structural.ts';
import { traceJobSpec, traceJobStatus } from './tracejob.ts';

test('gen/tracejob.crd.yaml is fresh', () => {
  assert.equal(readFileSync(crdPath, 'utf8'), crdText(), 'run scripts/generate');
});

/** Every schema node with its path. */
function* nodes(schema: StructuralSchema, path: string): Generator<readonly [string, StructuralSchema]> {
  yield [path, schema];
  for (const [name, child] of Object.entries(schema.properties ?? {})) yield* nodes(child, `${path}.${name}`);
  if (schema.items !== undefined) yield* nodes(schema.items, `${path}[]`);
}

test('every field is documented, and its default is stated in words', () => {
  for (const [path, schema] of [
    ...nodes(structuralSchema(traceJobSpec), 'spec'),
    ...nodes(structuralSchema(traceJobStatus), 'status'),
  ]) {
    if (path.endsWith('[]')) continue;
    assert.ok((schema.description ?? '').length > 5, `${path} has no description`);
    if (['string', 'number', 'boolean'].includes(typeof schema['default'])) {
      assert.match(schema.description ?? '', new RegExp(`Default: ${String(schema['default'])}\\.`), path);
    }
  }
});

test('the schema is structural: a type on every node, nothing that Kubernetes refuses', () => {
  for (const [path, schema] of nodes(structuralSchema(traceJobSpec), 'spec')) {
    const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
    assert.equal(typeof schema.type, isIntOrString ? 'undefined' : 'string', path);
    for (const keyword of ['additionalProperties', '$ref', 'oneOf', 'allOf', 'const']) {
      assert.ok(!(keyword in schema), `${path}: ${keyword}`);
    }
    if (schema.type === 'string' && schema['enum'] === undefined)
      assert.ok('maxLength' in schema || 'pattern' in schema, path);
    if (schema.type === 'array') assert.ok('maxItems' in schema, path);
  }
});

test('every printer column leads to a field', () => {
  const crd = traceJobCrd() as { spec: { versions: readonly [{ schema: { openAPIV3Schema: StructuralSchema } }] } };
  const root = crd.spec.versions[0].schema.openAPIV3Schema;
  for (const { name, jsonPath } of columns) {
    if (jsonPath.startsWith('.metadata.')) continue;
    let schema: StructuralSchema | undefined = root;
    for (const part of jsonPath.slice(1).split(/\.(?![^(]*\))/)) {
      const [field = '', filter] = part.split('[');
      schema = schema?.properties?.[field];
      if (filter !== undefined) schema = schema?.items;
    }
    assert.ok(schema !== undefined, `${name}: ${jsonPath}`);
  }
});
