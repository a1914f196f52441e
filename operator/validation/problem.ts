/** One thing that is wrong with a TraceJob as it was written. */
export interface Problem {
  /** In the file, from 1; 0 for what never was a text. */
  readonly line: number;
  readonly column: number;
  /** `spec.run.duration`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** `4:13: spec.run.duration: must be …` */
export function problemText({ line, column, path, message }: Problem): string {
  const place = line === 0 ? '' : `${line}:${column}: `;
  return `${place}${path === '' ? '' : `${path}: `}${message}`;
}
