/** Thrown when the compiler itself is wrong, never for anything a script can contain. */
export class CompilerBug extends Error {
  override readonly name = 'CompilerBug';
}

/** Asserts what must hold whatever the script says. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new CompilerBug(message);
}

/** For the default branch of an exhaustive switch. */
export function unreachable(value: never, what: string): never {
  throw new CompilerBug(`unexpected ${what}: ${JSON.stringify(value)}`);
}
