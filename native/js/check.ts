/**
 * Checks of arguments before they cross into C++. A wrong argument is a bug of the caller, so these throw
 * TypeError and RangeError.
 */

export function checkSize(bytes: Uint8Array, size: number, what: string): void {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`${what} must be a Uint8Array`);
  if (bytes.byteLength !== size) throw new RangeError(`${what} has ${bytes.byteLength} bytes instead of ${size}`);
}

export function checkInteger(value: number, min: number, max: number, what: string): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${what} must be an integer from ${min} to ${max}, not ${value}`);
  }
}

const MAX_U64 = 0xffff_ffff_ffff_ffffn;

export function checkU64(value: bigint, what: string): void {
  if (typeof value !== 'bigint') throw new TypeError(`${what} must be a bigint`);
  if (value < 0n || value > MAX_U64) throw new RangeError(`${what} must be from 0 to 2^64-1, not ${value}`);
}

/** A non-empty string without NUL, which would end it early in C. */
export function checkText(value: string, what: string): void {
  if (typeof value !== 'string') throw new TypeError(`${what} must be a string`);
  if (value === '' || value.includes('\0')) throw new RangeError(`${what} must not be empty or hold a NUL`);
}
