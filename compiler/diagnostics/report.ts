import { isNowhere, type Span } from '../source/source.ts';
import type { DiagnosticCode } from './codes.ts';
import type { Cause, Diagnostic, Related } from './diagnostic.ts';

/** Collects what one phase finds, in the order found. */
export interface Reporter {
  readonly error: (code: DiagnosticCode, span: Span, message: string, more?: Details) => void;
  readonly warning: (code: DiagnosticCode, span: Span, message: string, more?: Details) => void;
  /** No further error is kept: there is no point in looking for hints. */
  readonly full: () => boolean;
  /** What was reported so far. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Details {
  readonly hint?: string | null;
  readonly related?: readonly Related[];
  readonly cause?: Cause;
}

/**
 * More than this of one severity from one phase helps nobody; what comes later is dropped. Each severity has its own
 * share: warnings must never crowd out the error that keeps a script from being compiled.
 */
const maxOfSeverity = 100;

/**
 * A new collector. The same code at the same place is kept once: a body that is checked for many attach points
 * says a thing once, with the first attach point as the example. What has no place is told apart by what it says.
 */
export function reporter(): Reporter {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  const kept = { error: 0, warning: 0 };
  const add = (
    severity: 'error' | 'warning',
    code: DiagnosticCode,
    span: Span,
    message: string,
    more: Details,
  ): void => {
    const identity = `${code} ${span.start} ${span.end}${isNowhere(span) ? message : ''}`;
    if (seen.has(identity) || kept[severity] >= maxOfSeverity) return;
    seen.add(identity);
    kept[severity] += 1;
    const { hint = null, related = [], cause = 'script' } = more;
    diagnostics.push({ severity, code, span, message, hint, related, cause });
  };
  return {
    diagnostics,
    full: () => kept.error >= maxOfSeverity,
    error: (code, span, message, more = {}) => add('error', code, span, message, more),
    warning: (code, span, message, more = {}) => add('warning', code, span, message, more),
  };
}
