/** What an agent keeps beside the pins of an incarnation to know, after a crash, whose it was. */
import * as z from 'zod';

export interface Facts {
  readonly jobUid: string;
  readonly generation: bigint;
}

const schema = z.object({ jobUid: z.string().min(1), generation: z.string().regex(/^\d+$/) });

export function writeFacts(facts: Facts): string {
  return JSON.stringify({ jobUid: facts.jobUid, generation: facts.generation.toString() });
}

/** Null for what this agent did not write (another version, the local command). */
export function readFacts(text: string | null): Facts | null {
  if (text === null) return null;
  try {
    const { jobUid, generation } = schema.parse(JSON.parse(text));
    return { jobUid, generation: BigInt(generation) };
  } catch {
    return null;
  }
}
