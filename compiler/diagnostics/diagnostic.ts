import type { Span } from '../source/source.ts';

/** One thing to tell the user about the script. User errors are values of this type; our bugs throw (invariant.ts). */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable id from the registry in codes.ts, e.g. `unknown-probe`; never reused for another meaning. */
  readonly code: string;
  readonly span: Span;
  /** What is wrong, naming the thing and its owner; one line, no trailing period needed. */
  readonly message: string;
  /** What to do next: did-you-mean, allowed values; null when there is nothing useful to say. */
  readonly hint: string | null;
  /** Other places that belong to it, in the order in which they lead there. */
  readonly related: readonly Related[];
  readonly cause: Cause;
}

export interface Related {
  readonly span: Span;
  readonly message: string;
}

/**
 * Whose fault it is. `script`: wrong on every kernel. Otherwise this Target lacks something that another may
 * have, and the value is the reason a node is skipped for: a mixed fleet runs the script where it can.
 */
export type Cause = 'script' | TargetReason;
export type TargetReason = 'ProbeMissing' | 'FieldMissing' | 'HelperMissing' | 'BTFMissing';

/** What a phase gives: its output (null when an error makes it useless) and everything it found. */
export interface PhaseResult<T> {
  readonly output: T | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
