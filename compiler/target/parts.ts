/**
 * The large parts of a stored Target: BTF as it is, and the names of functions, one a line.
 *
 * Needs: a Target, or the JSON that names parts. Gives: parts by module. Reports: throws TargetError for JSON that names none.
 */
import { array, expect, integer, record, show } from './check-json.ts';
import { vmlinux } from './functions.ts';
import type { Target } from './target.ts';

const maxModules = 4096;
const maxBytes = 64 * 1024 * 1024;

/** Content by its SHA-256, in hex. */
export interface Part {
  readonly digest: string;
  readonly bytes: number;
}

export interface StoredPart extends Part {
  /** What is large is read anew; what may go away, a module's, is kept. */
  read(): Uint8Array;
}

interface StoredParts {
  readonly btf: PartsJson;
  readonly functions: PartsJson;
  readonly parts: readonly StoredPart[];
}

/** By module, sorted: [digest, bytes]. */
type PartsJson = Readonly<Record<string, readonly [string, number]>>;

export function storedParts(target: Target, digestOf: (bytes: Uint8Array) => string): StoredParts {
  const parts = new Map<string, StoredPart>();
  const tableOf = (modules: readonly string[], read: (module: string) => Uint8Array): PartsJson => {
    const entries = modules.toSorted().map((module) => {
      const content = read(module);
      const digest = digestOf(content);
      const again = module === vmlinux ? (): Uint8Array => read(module) : (): Uint8Array => content;
      if (!parts.has(digest)) parts.set(digest, { digest, bytes: content.length, read: again });
      return [module, [digest, content.length]] as const;
    });
    return Object.fromEntries(entries);
  };
  const btf = tableOf(target.types.modules(), (module) => target.types.raw(module));
  const functions = tableOf(target.functions.modules(), (module) => namesAsPart(target.functions.names(module)));
  return { btf, functions, parts: [...parts.values()] };
}

export function partTable(where: string, stored: unknown): ReadonlyMap<string, Part> {
  const entries = Object.entries(record(where, stored));
  expect(entries.length <= maxModules, where, `has ${entries.length} members; at most ${maxModules} are read`);
  return new Map(entries.map(([module, part]) => [module, partOf(`${where}[${show(module)}]`, part)]));
}

function partOf(where: string, stored: unknown): Part {
  const [digest, bytes] = array(where, stored, 2);
  expect(
    typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest),
    `${where}[0]`,
    `is ${show(digest)}; must be a SHA-256`,
  );
  return { digest, bytes: integer(`${where}[1]`, bytes, 0, maxBytes) };
}

function namesAsPart(names: readonly string[]): Uint8Array {
  return new TextEncoder().encode(names.join('\n'));
}

export function namesFromPart(bytes: Uint8Array): readonly string[] {
  const text = new TextDecoder('latin1').decode(bytes);
  return text === '' ? [] : text.split('\n');
}
