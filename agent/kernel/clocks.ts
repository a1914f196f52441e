/** The clocks that scripts read in the kernel, read here. */
import { native } from '@bpfleet/native';

/** include/uapi/linux/time.h */
const clocks = { realtime: 0, monotonic: 1, boot: 7, tai: 11 } as const;
export type Clock = keyof typeof clocks;

export function clockNs(clock: Clock): bigint {
  return native.clock(clocks[clock]);
}

const offsets = new Map<string, bigint>();

/** What makes a time of the clock one of the wall clock; taken once, so that equal times have equal names. */
export function sinceEpoch(clock: 'boot' | 'tai'): bigint {
  const known = offsets.get(clock);
  if (known !== undefined) return known;
  const difference = clockNs('realtime') - clockNs(clock);
  // TAI is whole seconds away; between the two readings some time passes.
  const offset = clock === 'tai' ? BigInt(Math.round(Number(difference) / 1e9)) * 1_000_000_000n : difference;
  offsets.set(clock, offset);
  return offset;
}
