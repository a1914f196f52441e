/** Strict readers of parsed JSON: each gives what it promises or throws a DecodeError that names the path. */
import { DecodeError } from '../canonical/decode-error.ts';

export interface Json {
  readonly value: unknown;
  /** `maps[0].rows[2]`. */
  readonly path: string;
}

export function refuse(json: Json, expected: string): never {
  throw new DecodeError('json', `${json.path === '' ? 'result' : json.path}: ${expected} expected`);
}

/** An object with exactly these members. */
export function readObject<Name extends string>(json: Json, names: readonly Name[]): Readonly<Record<Name, Json>> {
  const { value, path } = json;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(json, 'an object');
  const found = new Map<string, unknown>(Object.entries(value));
  const extra = [...found.keys()].find((name) => !names.some((known) => known === name));
  if (extra !== undefined)
    throw new DecodeError('json', `${path === '' ? 'result' : path}: unknown member ${JSON.stringify(extra)}`);
  const members = names.map((name) => {
    if (!found.has(name))
      throw new DecodeError('json', `${path === '' ? 'result' : path}: member "${name}" is missing`);
    return [name, { value: found.get(name), path: path === '' ? name : `${path}.${name}` }] as const;
  });
  return Object.fromEntries(members) as Record<Name, Json>;
}

export function readArray<T>(json: Json, read: (item: Json) => T): T[] {
  const { value, path } = json;
  if (!Array.isArray(value)) refuse(json, 'an array');
  return value.map((item: unknown, i) => read({ value: item, path: `${path}[${i}]` }));
}

export function readString(json: Json): string {
  return typeof json.value === 'string' ? json.value : refuse(json, 'a string');
}

export function readBoolean(json: Json): boolean {
  return typeof json.value === 'boolean' ? json.value : refuse(json, 'true or false');
}

/** A whole number from low to high. */
export function readInteger(json: Json, low: number, high: number): number {
  const { value } = json;
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high;
  return fits ? value : refuse(json, `a whole number from ${low} to ${high}`);
}

/** A 64-bit integer as a decimal string without superfluous characters. */
export function readBigint(json: Json, signed: boolean): bigint {
  const { value } = json;
  const what = `a${signed ? ' signed' : 'n unsigned'} 64-bit integer as a decimal string`;
  if (typeof value !== 'string' || !/^(0|-?[1-9]\d{0,19})$/.test(value)) refuse(json, what);
  const number = BigInt(value);
  const wrapped = signed ? BigInt.asIntN(64, number) : BigInt.asUintN(64, number);
  return wrapped === number ? number : refuse(json, what);
}

export function readNullable<T>(json: Json, read: (json: Json) => T): T | null {
  return json.value === null ? null : read(json);
}

/** One of these strings. */
export function readChoice<Choice extends string>(json: Json, choices: readonly Choice[]): Choice {
  return choices.find((choice) => choice === json.value) ?? refuse(json, `one of ${choices.join(', ')}`);
}
