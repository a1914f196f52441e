/**
 * Why a session never traced: from diagnostics or an exception to the wire's reason and a message.
 */
import type { Diagnostic } from '@bpfleet/compiler';
import { errorMessage } from '@bpfleet/proto/error-message';
import { AttachError } from '../kernel/attach-error.ts';
import { LoadError } from '../kernel/load.ts';
import { machineProblem } from '../kernel/machine-problem.ts';
import type { FailureReason, SessionState } from './session.ts';

type Failed = Extract<SessionState, { readonly kind: 'failed' }>;

export function failedCompilation(diagnostics: readonly Diagnostic[]): Failed {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const message = errors[0]?.message ?? 'the script cannot be compiled';
  return { kind: 'failed', reason: reasonOf(errors), message, diagnostics, log: '' };
}

/** The Target lacks something only when nothing is wrong with the script itself. */
function reasonOf(errors: readonly Diagnostic[]): FailureReason {
  const causes = errors.map(({ cause }) => cause);
  const missing = causes.find((cause) => cause !== 'script');
  return missing === undefined || causes.includes('script') ? 'CompileError' : missing;
}

/** From what loading or attaching threw. */
export function failedStart(error: unknown): Failed {
  const message = errorMessage(error);
  const problem = machineProblem(error instanceof LoadError && error.diagnostic === null ? error.cause : error);
  if (problem !== null) return { kind: 'failed', reason: 'Internal', message: problem, diagnostics: [], log: '' };
  if (error instanceof LoadError) {
    const { diagnostic, log } = error;
    if (diagnostic === null) return { kind: 'failed', reason: 'Internal', message, diagnostics: [], log };
    const reason = diagnostic.cause === 'script' ? 'VerifierRejected' : diagnostic.cause;
    return { kind: 'failed', reason, message, diagnostics: [diagnostic], log };
  }
  if (error instanceof AttachError)
    return { kind: 'failed', reason: 'AttachFailed', message, diagnostics: [], log: '' };
  // The stack is all that a report of such a bug has to go on.
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return { kind: 'failed', reason: 'Internal', message: `a bug of bpfleet: ${message}`, diagnostics: [], log: stack };
}
