/**
 * The CRD's CEL rules, evaluated here as an API server evaluates them there.
 *
 * Needs: a structural schema and a value of its form with defaults filled in; for updates the value before.
 * Gives: the rules that do not hold, each with the path of the field that it stands on.
 * Reports: throws for a rule that is not CEL: our bug.
 */
import { evaluate, ParseError } from '@marcbachmann/cel-js';
import { type Rule, rulesKey, type StructuralSchema } from '@bpfleet/proto';
import type { Path } from './positions.ts';

export interface Violation {
  readonly path: Path;
  readonly message: string;
}

/** `before` undefined: there is no object yet, and rules about updates do not apply. */
export function violations(schema: StructuralSchema, value: unknown, before: unknown, path: Path = []): Violation[] {
  if (value === undefined) return [];
  const own = (schema[rulesKey] ?? []).filter((rule) => !holds(rule, value, before));
  return [
    ...own.map(({ message }) => ({ path, message })),
    ...propertyViolations(schema, value, before, path),
    ...itemViolations(schema, value, path),
    ...mapKeyViolations(schema, value, path),
  ];
}

function propertyViolations(schema: StructuralSchema, value: unknown, before: unknown, path: Path): Violation[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    return violations(child, member(value, name), member(before, name), [...path, name]);
  });
}

/** Items have no identity, so no rule about updates applies to them. */
function itemViolations(schema: StructuralSchema, value: unknown, path: Path): Violation[] {
  const { items } = schema;
  if (items === undefined || !Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index) => violations(items, item, undefined, [...path, index]));
}

/** An API server refuses two items of a map-like list with the same key. */
function mapKeyViolations(schema: StructuralSchema, value: unknown, path: Path): Violation[] {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (!Array.isArray(keys) || !Array.isArray(value)) return [];
  const ids = value.map((item: unknown) => JSON.stringify(keys.map((key) => member(item, String(key)))));
  return ids.flatMap((id, index) =>
    ids.indexOf(id) === index
      ? []
      : [{ path: [...path, index], message: `another one has the same ${keys.join(', ')}` }],
  );
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function holds({ rule }: Rule, self: unknown, before: unknown): boolean {
  const isAboutUpdates = /\boldSelf\b/.test(rule);
  if (isAboutUpdates && before === undefined) return true;
  try {
    return evaluate(rule, { self: celValue(self), ...(isAboutUpdates ? { oldSelf: celValue(before) } : {}) }) === true;
  } catch (error) {
    if (error instanceof ParseError) throw error;
    // A value that an expression cannot take (not a duration) does not satisfy it.
    return false;
  }
}

/** CEL's integers are 64-bit. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, content]) => [name, celValue(content)]));
}
