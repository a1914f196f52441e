/** What is wrong with bytes or JSON that came from elsewhere. */
export type DecodeErrorCode =
  /** Fewer bytes than the schema and the row count ask for. */
  | 'truncated'
  /** Bytes after the last row. */
  | 'trailing'
  /** A row or map count that is no count, or over the limit. */
  | 'count'
  /** Rows not in ascending order of their key bytes. */
  | 'order'
  /** Two rows with one key. */
  | 'duplicate'
  /** A histogram bucket out of range, out of order, or empty. */
  | 'bucket'
  /** A string over the limit. */
  | 'string'
  /** A bool other than 0 and 1. */
  | 'bool'
  /** Saturation flags of rows that do not exist. */
  | 'flags'
  /** A sequence number or base that is no such thing. */
  | 'sequence'
  /** JSON of the wrong shape. */
  | 'json';

/**
 * Thrown for hostile, damaged or truncated input; whoever reads a stream catches it there and closes that
 * stream only. The message says what is wrong and where (byte offset or JSON path).
 */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code: DecodeErrorCode;

  constructor(code: DecodeErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
