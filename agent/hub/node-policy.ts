/**
 * What this node lets a job do: the operator's wishes under the agent's own ceiling and behind the node's guard.
 *
 * Needs: the limits of an assignment, the node's cgroup. Gives: the Policy to compile with. Reports: nothing;
 * a limit above the ceiling is the ceiling.
 */
import { defaultLimits, type Guard, noInputs, type Policy } from '@bpfleet/compiler';
import type { Limits } from '@bpfleet/proto';

/** Absent or zero limits are the defaults, which are the ceiling until the agent has classes of its own. */
export function nodePolicy(limits: Limits | null, cgroupLevel: number | null): Policy {
  const guard: Guard = cgroupLevel === null ? { kind: 'none' } : { kind: 'cgroup', levels: [cgroupLevel] };
  return {
    guard,
    unsafe: false,
    inputs: noInputs,
    limits: {
      ...defaultLimits,
      maxMapKeys: atMost(limits?.maxMapKeys, defaultLimits.maxMapKeys),
      maxMapBytes: atMost(Number(limits?.maxMapBytes ?? 0n), defaultLimits.maxMapBytes),
      maxStringLength: atMost(limits?.maxStringLength, defaultLimits.maxStringLength),
      maxProbes: atMost(limits?.maxProbes, defaultLimits.maxProbes),
    },
  };
}

function atMost(wish: number | undefined, ceiling: number): number {
  return wish === undefined || wish === 0 ? ceiling : Math.min(wish, ceiling);
}
