/** The fault table: each row is a fault, what must come of it, and how it is brought about. */
import type { Bench } from './bench.ts';

export interface Fault {
  /** Short: also the name of the row's namespace. */
  readonly id: string;
  readonly fault: string;
  readonly must: string;
  /** Gives what came of it, the same text in every run in which the same comes of it. Throws when it is not what must. */
  readonly bring: (bench: Bench) => Promise<string>;
}
