/** 64-bit integers of the wire: protobufjs gives Long (or a number where it fits), everything of ours is bigint. */
import Long from 'long';

const max = (1n << 64n) - 1n;

/** @throws RangeError for what does not fit into 64 bits without a sign. */
export function toWire(value: bigint): Long {
  if (value < 0n || value > max) throw new RangeError(`${value} does not fit into a uint64`);
  return Long.fromBigInt(value, true);
}

export function fromWire(value: unknown): bigint {
  if (Long.isLong(value)) return value.toUnsigned().toBigInt();
  return typeof value === 'number' ? BigInt(value) : 0n;
}
