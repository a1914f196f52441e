/**
 * What this node lets a job do: the operator's wishes under the agent's own ceiling and behind the node's guard.
 *
 * Needs: an assignment, and what the node is. Gives: the Policy to compile with. Reports: nothing; a limit above the ceiling is the
 * ceiling, and what the node does not allow is an error in the script that uses it.
 */
import { defaultLimits, defaultSettings, type Guard, noInputs, type Policy } from '@bpfleet/compiler';
import type { Assignment, Limits } from '@bpfleet/proto';

export interface NodeFacts {
  /** Level of the cgroup that this node is; null for the whole machine. */
  readonly cgroupLevel: number | null;
  /** Where containers of this node lie. */
  readonly containerLevels: readonly number[];
  /** The node's owner lets jobs act on what they trace. */
  readonly allowUnsafe: boolean;
}

/** Absent or zero limits are the defaults, which are the ceiling. */
export function nodePolicy(
  { limits, scope, unsafe }: Pick<Assignment, 'limits' | 'scope' | 'unsafe'>,
  node: NodeFacts,
): Policy {
  return {
    guard: guardOf(scope, node),
    // Counted on each node; a line for each would say the same from all of them.
    failures: 'none',
    unsafe: unsafe && node.allowUnsafe,
    inputs: noInputs,
    settings: defaultSettings,
    mayRaiseLimits: false,
    fleet: true,
    containers: { levels: node.containerLevels },
    limits: {
      ...defaultLimits,
      maxMapKeys: atMost(limits?.maxMapKeys, defaultLimits.maxMapKeys),
      maxMapBytes: atMost(Number(limits?.maxMapBytes ?? 0n), defaultLimits.maxMapBytes),
      maxStringLength: atMost(limits?.maxStringLength, defaultLimits.maxStringLength),
      maxProbes: atMost(limits?.maxProbes, defaultLimits.maxProbes),
    },
  };
}

function guardOf(scope: Assignment['scope'], { cgroupLevel, containerLevels }: NodeFacts): Guard {
  // The containers that the agent knows are those of its node: they need no second guard.
  if (scope === 'CONTAINERS') return { kind: 'cgroup', levels: containerLevels };
  return cgroupLevel === null ? { kind: 'none' } : { kind: 'cgroup', levels: [cgroupLevel] };
}

function atMost(wish: Limits[keyof Limits] | undefined, ceiling: number): number {
  return wish === undefined || Number(wish) === 0 ? ceiling : Math.min(Number(wish), ceiling);
}
