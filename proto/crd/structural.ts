/**
 * A zod schema as a Kubernetes structural schema.
 *
 * Needs: a schema of what structural schemas can say (no references, no unions but int-or-string).
 * Gives: OpenAPI v3 as plain data, rules and defaults included.
 * Reports: throws for what Kubernetes would refuse.
 */
import * as z from 'zod';
import type { Rule, rulesKey } from './rules.ts';

export interface StructuralSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly required?: readonly string[];
  readonly items?: StructuralSchema;
  /** Of maps, whose keys are the user's. */
  readonly additionalProperties?: StructuralSchema;
  readonly [rulesKey]?: readonly Rule[];
  readonly [keyword: string]: unknown;
}

export function structuralSchema(schema: z.ZodType): StructuralSchema {
  return clean(z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }), '');
}

const safeInteger = Number.MAX_SAFE_INTEGER;

function clean(node: Readonly<Record<string, unknown>>, path: string): StructuralSchema {
  const out: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(node)) {
    if (keyword === '$ref' || keyword === 'oneOf' || keyword === 'allOf')
      throw new Error(`${path}: ${keyword} is not structural`);
    // Kubernetes prunes or refuses unknown fields by itself and takes no additionalProperties beside properties.
    if (keyword === 'additionalProperties' || keyword === 'propertyNames' || keyword === '$schema') continue;
    // Bounds that zod adds to every integer.
    if ((keyword === 'maximum' && value === safeInteger) || (keyword === 'minimum' && value === -safeInteger)) continue;
    out[keyword] = value;
  }
  if (out['type'] === 'integer') out['format'] = 'int64';
  if (out['anyOf'] !== undefined) return intOrString(out, path);
  if (node['properties'] !== undefined) out['properties'] = mapValues(node['properties'] as object, path);
  // A map of names to values.
  else if (typeof node['additionalProperties'] === 'object')
    out['additionalProperties'] = clean(node['additionalProperties'] as Record<string, unknown>, `${path}{}`);
  if (node['items'] !== undefined) out['items'] = clean(node['items'] as Record<string, unknown>, `${path}[]`);
  return out;
}

function mapValues(properties: object, path: string): Record<string, StructuralSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, child]) => [
      name,
      clean(child as Record<string, unknown>, `${path}.${name}`),
    ]),
  );
}

/** The one union Kubernetes knows; its bounds hold for the number, its pattern for the string. */
function intOrString(node: Readonly<Record<string, unknown>>, path: string): StructuralSchema {
  if (node['x-kubernetes-int-or-string'] !== true) throw new Error(`${path}: a union is not structural`);
  const members = node['anyOf'] as readonly Readonly<Record<string, unknown>>[];
  const of = (type: string): Readonly<Record<string, unknown>> => members.find((one) => one['type'] === type) ?? {};
  const { minimum, maximum } = of('integer');
  return {
    ...node,
    anyOf: [{ type: 'integer' }, { type: 'string' }],
    minimum,
    maximum,
    pattern: of('string')['pattern'],
  };
}
