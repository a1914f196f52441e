/** The clocks that scripts read in the kernel, read here. */
import { native } from '@bpfleet/native';

/** include/uapi/linux/time.h */
const clocks = { realtime: 0, monotonic: 1, boot: 7, tai: 11 } as const;
export type Clock = keyof typeof clocks;

export function clockNs(clock: Clock): bigint {
  return native.clock(clocks[clock]);
}
