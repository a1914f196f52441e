/** A probe could not be attached; the message names it. */
export class AttachError extends Error {
  override readonly name = 'AttachError';
}
