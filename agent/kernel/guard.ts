import type { Manifest } from '@bpfleet/compiler';
import type { NativeObject } from '@bpfleet/native';
import { invariant } from './invariant.ts';

/** Lets the events of these cgroups (ids) and of what is below them through. An empty map lets nothing through. */
export function fillGuard(object: NativeObject, names: Manifest['names'], cgroups: readonly bigint[]): void {
  if (names.guard === null) {
    invariant(cgroups.length === 0, 'cgroups to guard, but the script was compiled without a guard');
    return;
  }
  const map = object.map(names.guard);
  try {
    const { keySize, valueSize } = map.info();
    invariant(keySize === 8, `the guard map has keys of ${keySize} bytes`);
    const value = new Uint8Array(valueSize).fill(1);
    for (const id of cgroups) {
      const key = Buffer.alloc(8);
      key.writeBigUInt64LE(id);
      map.update(key, value, 0);
    }
  } finally {
    map.close();
  }
}
