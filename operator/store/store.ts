/**
 * Where TraceJobs come from and where their status goes. The embedded default is a directory of YAML files; a
 * Kubernetes API server is another store.
 *
 * Level-triggered: `list` says what is there now, and a notification says no more than that it is worth listing.
 * Writing is idempotent: the same content twice changes nothing.
 */
export interface JobStore {
  list(): readonly StoredText[];
  /** Calls back after changes, at most a few times a second, and now and then without one. Gives how to end it. */
  watch(onChange: () => void): () => void;
  writeStatus(name: string, text: string): void;
  /** Names whose status tells of a job that was accepted. */
  accepted(): readonly string[];
  /** Removes what was written for a job that is gone. */
  removeStatus(name: string): void;
  writeResult(name: string, files: ResultFiles): void;
  hasResult(name: string): boolean;
  removeResult(name: string): void;
}

/** A TraceJob as its user wrote it. */
export interface StoredText {
  readonly name: string;
  readonly content:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'unreadable'; readonly message: string };
}

export interface ResultFiles {
  /** JSON of results/JobResult. */
  readonly result: string;
  /** The same for people: maps in bpftrace's look, their split by node, what is missing. */
  readonly text: string;
  /** One JSON object a line: node, atNs, text. */
  readonly lines: string;
}
