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

/** The object is gone, or another one has its name now: there is nothing to be done. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  // A server that has just started does not know our kinds yet: its 404 names no reason.
  return (
    (error.status === 404 && error.reason === 'NotFound') || (error.status === 409 && /\buid\b/i.test(error.message))
  );
}

/** What asking again cannot help: the request itself is wrong. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  // Not 401 and 403: a server that has just started does not know the roles yet, and rights can be given later.
  return [400, 405, 406, 413, 415, 422].includes(error.status);
}
