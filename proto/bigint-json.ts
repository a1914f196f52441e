/**
 * JSON with 64-bit integers: `{"$n":"12"}` stands for 12n. For what a process keeps for itself or its successor (the
 * agent's state files, columns of the operator's database), not for what others read.
 */
export function serialise(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'bigint' ? { $n: member.toString() } : member,
  );
}

/** Throws SyntaxError for what is not JSON. */
export function deserialise(text: string): unknown {
  return JSON.parse(text, (_, member: unknown) => {
    const tagged = typeof member === 'object' && member !== null && '$n' in member ? member.$n : null;
    return typeof tagged === 'string' ? BigInt(tagged) : member;
  });
}
