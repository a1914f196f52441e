/** Thrown when our own code breaks a rule of this package; never for anything that a script, the kernel or the wire can contain. */
export class AgentBug extends Error {
  override readonly name = 'AgentBug';
}

/** Asserts what must hold whatever the input. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AgentBug(message);
}
