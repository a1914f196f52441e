/** What an API server answers when it does not do what it was asked, and what keeps it from answering. */
import { errorMessage } from '@bpfleet/proto/error-message';
import { at, text } from './json.ts';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Of HTTP; 0 when there was no answer. */
  readonly status: number;
  /** metav1.Status.reason, such as Conflict; empty without one. */
  readonly reason: string;

  constructor(status: number, reason: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
    this.reason = reason;
  }
}

/** `body`: metav1.Status, or whatever a proxy says. */
export function apiError(status: number, what: string, body: string): ApiError {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(body);
  } catch {
    // Then its text is the message.
  }
  const message = text(at(parsed, 'message')) || body.slice(0, 300) || `HTTP ${status}`;
  return new ApiError(status, text(at(parsed, 'reason')), `${what}: ${message}`);
}

export function noAnswer(what: string, error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, '', `${what}: ${errorMessage(error)}`, error);
}

export function isGone(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 410 || error.reason === 'Expired');
}

/** Asking again can help: nobody answered, too many asked, or the server is not well. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 0 || error.status === 429 || error.status >= 500;
}
