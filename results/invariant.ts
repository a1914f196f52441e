/** Thrown when our own code breaks a rule of this package; never for anything that a script or the wire can contain. */
export class ResultsBug extends Error {
  override readonly name = 'ResultsBug';
}

/** Asserts what must hold whatever the input. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ResultsBug(message);
}
