/**
 * How many messages lie in some bytes, found without making any: two bytes can become an object of hundreds, so that a
 * message within its size limit could still fill the memory.
 *
 * Needs: bytes from anywhere, and the field tables. Gives: the count, up to just above the limit.
 * Reports: nothing; bytes that are no message are the decoder's to refuse, the count just ends there.
 */
import { tables } from './gen/messages.ts';

/** Stops counting above `limit`. */
export function countMessages(bytes: Uint8Array, name: string, limit: number): number {
  const counter: Counter = { bytes, at: 0, count: 0, limit };
  countIn(counter, name, bytes.length);
  return counter.count;
}

interface Counter {
  readonly bytes: Uint8Array;
  at: number;
  count: number;
  readonly limit: number;
}

/** Depth is bounded by the tables: no message of the protocol holds itself. */
function countIn(counter: Counter, name: string, end: number): void {
  counter.count += 1;
  const fields = tables[name]?.fields ?? [];
  while (counter.at < end && counter.count <= counter.limit) {
    const tag = takeVarint(counter);
    const field = fields.find(({ id }) => id === Math.floor(tag / 8));
    switch (tag % 8) {
      case 0:
        takeVarint(counter);
        break;
      case 1:
        counter.at += 8;
        break;
      case 2: {
        const length = takeVarint(counter);
        const inner = counter.at + length;
        if (inner > end) counter.at = end;
        else if (field?.type === 'message' && field.of !== null) countIn(counter, field.of, inner);
        counter.at = Math.min(inner, end);
        break;
      }
      case 3:
      case 4:
        // Begin and end of a group: the decoder steps over what lies between, and reads on behind it.
        break;
      case 5:
        counter.at += 4;
        break;
      default:
        counter.at = end;
    }
  }
}

/** Up to 2^53; what is longer is no length and no tag. */
function takeVarint(counter: Counter): number {
  let value = 0;
  for (let factor = 1; counter.at < counter.bytes.length; factor *= 128) {
    const byte = counter.bytes[counter.at] ?? 0;
    counter.at += 1;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) break;
  }
  return value;
}
