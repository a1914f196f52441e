/** Which jobs an agent may go on with. An agent that misses this for its lease's length stops by itself. */
import { type JobState, sessionsOf } from '../jobs/job.ts';
import { isEnded } from '../jobs/node-state.ts';
import type { Agents } from './agents.ts';

/** Renews every session that is not over, and what was assigned and has not answered yet. */
export function renewLeases(states: readonly JobState[], agents: Agents): void {
  for (const [node, { connection, assigned }] of agents) {
    const jobUids = states
      .filter(
        (state) =>
          state.job.outcome === null &&
          (assigned.has(state.job.uid) || sessionsOf(state, node).some((session) => !isEnded(session))),
      )
      .map(({ job }) => job.uid);
    if (jobUids.length > 0) connection.send({ kind: 'leaseRenewal', value: { jobUids } });
  }
}
