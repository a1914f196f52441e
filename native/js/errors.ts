import type { NativeFailure } from './native.ts';

/** A refusal by the kernel or libbpf, with what a caller needs to explain it or to act on it. */
export class NativeError extends Error implements NativeFailure {
  override readonly name = 'NativeError';
  readonly operation: string;
  readonly errno: number;
  readonly program: string | null;
  readonly log: string;

  constructor(failure: NativeFailure) {
    super(failure.message);
    this.operation = failure.operation;
    this.errno = failure.errno;
    this.program = failure.program;
    this.log = failure.log;
  }
}

/** Runs a call of the addon and gives its failures their class; other exceptions pass. */
export function translate<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw isFailure(error) ? new NativeError(error) : error;
  }
}

function isFailure(error: unknown): error is NativeFailure {
  return error instanceof Error && !(error instanceof NativeError) && 'operation' in error && 'errno' in error;
}
