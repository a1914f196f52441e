/**
 * The two rings of a loaded script, as batches on the JavaScript thread.
 */
import type { Manifest } from '@bpfleet/compiler';
import { native, type NativeObject, type NativeRings, type RingBatch } from '@bpfleet/native';

export type { NativeRings, RingBatch } from '@bpfleet/native';

/** The longest that a printed line waits in the data ring; with decoding it stays below the 50 ms that feel immediate. */
const pollMillis = 20;
/** Batches that may wait for JavaScript; beyond them the kernel's ring fills and counts its losses. */
const maxQueuedBatches = 16;

export function openRings(
  object: NativeObject,
  names: Manifest['names'],
  onBatch: (batch: RingBatch) => void,
): NativeRings {
  const data = object.map(names.data);
  const control = object.map(names.control);
  try {
    return native.openRings(data, control, pollMillis, maxQueuedBatches, onBatch);
  } finally {
    data.close();
    control.close();
  }
}
