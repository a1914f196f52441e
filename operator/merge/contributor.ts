/** Sessions in the terms of results/. */
import type { Contributor, Losses } from '@bpfleet/results';
import type { Session } from '../jobs/job.ts';

/** Age is what orders a node's incarnations: when they attached, by the node's own clock. */
export function contributor({ node, incarnation, attachedNs }: Session): Contributor {
  return { node, incarnation, startedAt: attachedNs };
}

/** All that was lost: what the agent counted, and what never came or found no room here. */
export function allLosses({ losses, lostLines, lostRounds }: Session): Losses {
  return { ...losses, events: losses.events + lostLines, control: losses.control + lostRounds };
}
