/** What the plugin's exit code says, for scripts and CI. */
export const ExitCode = {
  passed: 0,
  assertionFailed: 1,
  /** Wrong arguments, or a script that does not compile. */
  usage: 2,
  /** Too few nodes traced, or something of the cluster is in the way. */
  infrastructure: 3,
  timeout: 4,
  forbidden: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Ends the command with a sentence and a code. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string) {
    super(message);
    this.code = code;
  }
}
