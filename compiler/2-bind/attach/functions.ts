/** Functions of a binary by what a script calls them: a symbol, a pattern, or the C++ name with or without its parameters. */
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import type { Binary, BinaryFunction } from '../../target/binaries.ts';
import { isPattern, matches } from './glob.ts';

export interface FunctionPattern {
  readonly pattern: string;
  /** Compare the demangled names. */
  readonly cpp: boolean;
}

export function matchFunctions(binary: Binary, { pattern, cpp }: FunctionPattern): readonly BinaryFunction[] {
  if (!cpp) {
    const functions = binary.functions();
    if (isPattern(pattern)) return distinct(functions.filter(({ name }) => matches(pattern, name)));
    return distinct(functions.filter(({ name }) => name === pattern));
  }
  const demangled = binary.demangled();
  return distinct(
    binary.functions().filter(({ name }) => {
      const text = demangled.get(name);
      if (text === undefined) return name === pattern;
      return matches(pattern, text) || text.startsWith(`${pattern}(`);
    }),
  );
}

/** Versions of one symbol at one place are one function. */
function distinct(functions: readonly BinaryFunction[]): readonly BinaryFunction[] {
  const seen = new Set<string>();
  return functions.filter(({ name, offset }) => {
    const key = `${name}@${offset}`;
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

export function suggestFunction(binary: Binary, { pattern, cpp }: FunctionPattern): string | null {
  const names = cpp ? [...binary.demangled().values()] : binary.functions().map(({ name }) => name);
  return didYouMean(closest(pattern, new Set(names)));
}
