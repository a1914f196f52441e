/**
 * What agents say, for the jobs.
 *
 * Needs: the jobs, the connected agents, the Targets. Gives: committed states and the answers to them; `touch` for every
 * job that has something new.
 * Reports: Refused and DecodeError to the connection, which closes the stream.
 */
import type { HeldIncarnation, OperatorMessage } from '@bpfleet/proto';
import type { AgentConnection } from '../agents/connection.ts';
import type { ServerHandlers } from '../agents/server.ts';
import type { TargetCache } from '../agents/targets.ts';
import type { Verdicts } from '../compile/verdicts.ts';
import { fullName, type Job, type JobState, type Part, type Session, sessionsOf } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { isEnded } from '../jobs/node-state.ts';
import type { Log } from '../log.ts';
import { acceptLines } from '../merge/accept-lines.ts';
import { acceptRounds } from '../merge/accept-rounds.ts';
import { acceptWholeSnapshot } from '../merge/accept-snapshot.ts';
import { acceptStatus, newSession } from '../merge/accept-status.ts';
import { type Change, unchanged, withSession, type Write } from '../merge/change.ts';
import { maxIncarnations } from '../merge/limits.ts';
import { ackOf, forget } from '../merge/replies.ts';
import { type Agent, expectedSchemas } from './agents.ts';
import { withPart } from './apply.ts';

export interface IncomingOptions {
  readonly jobs: Jobs;
  readonly agents: Map<string, Agent>;
  readonly targets: TargetCache;
  readonly verdicts: Verdicts;
  readonly log: Log;
  readonly touch: (uid: string) => void;
  /** Agents matter to jobs that have not ended; there may be thousands that have. */
  readonly touchOpen: () => void;
  /** An agent said hello. */
  readonly onAgent: (connection: AgentConnection) => void;
}

export function incoming(options: IncomingOptions): ServerHandlers {
  const { jobs, agents, targets, verdicts, log, touchOpen } = options;
  return {
    onConnected: (connection) => connected(options, connection),
    onGone: ({ hello }, why) => {
      log.info({ node: hello.node, why }, 'agent disconnected');
      agents.delete(hello.node);
      fetchFromAnother(options, hello.targetDigest);
      touchOpen();
    },
    onTarget: (connection, digest, packed) => {
      targets.write(digest, packed);
      const target = connection.hello.targetDigest;
      const wanted = targets.missing(target);
      if (wanted !== null) return connection.fetchTarget(wanted);
      log.info({ target }, 'Target fetched');
      touchOpen();
    },
    onStatus: (connection, status) => {
      const { node } = connection.hello;
      const { jobUid, incarnation, state, reason } = status;
      log.info({ node, job: nameOf(jobs, jobUid), uid: jobUid, incarnation, state, reason }, 'session status');
      take(options, connection, jobUid, incarnation, (job) =>
        acceptStatus(job, node, status, () => expectedSchemas(job, agents, verdicts)),
      );
    },
    onSnapshot: (connection, jobUid, snapshot) =>
      take(options, connection, jobUid, snapshot.incarnation, (job) =>
        acceptWholeSnapshot(job, connection.hello.node, snapshot),
      ),
    onRounds: (connection, rounds) =>
      take(options, connection, rounds.jobUid, rounds.incarnation, (job) =>
        acceptRounds(job, connection.hello.node, rounds),
      ),
    onLines: (connection, batch) =>
      take(options, connection, batch.jobUid, batch.incarnation, (job) =>
        acceptLines(job, connection.hello.node, batch),
      ),
  };
}

/** Null: nobody knows it. */
function nameOf(jobs: Jobs, uid: string): string | null {
  const state = jobs.get(uid);
  return state === null ? null : fullName(state.job);
}

function connected(options: IncomingOptions, connection: AgentConnection): void {
  const { agents, targets, log, jobs, touchOpen, onAgent } = options;
  const { hello } = connection;
  const { node, version, kernelRelease, targetDigest, held } = hello;
  log.info({ node, version, kernelRelease, target: targetDigest, held: held.length }, 'agent connected');
  const wanted = targets.missing(targetDigest);
  const isFetched = [...agents.values()].some((agent) => agent.connection.hello.targetDigest === targetDigest);
  agents.set(node, { connection, assigned: new Set(), cancelled: new Set(), targets: new Map() });
  onAgent(connection);
  if (wanted !== null && !isFetched) connection.fetchTarget(wanted);
  for (const incarnation of held) announce(options, connection, incarnation);
  for (const state of jobs.all()) {
    if (!isOver(jobs, state)) missing(options, connection, state);
  }
  touchOpen();
}

/** One agent of each Target sends it; when that one goes away in the middle, another has to. */
function fetchFromAnother({ agents, targets }: IncomingOptions, digest: string): void {
  const wanted = targets.missing(digest);
  if (wanted === null) return;
  const other = [...agents.values()].find(({ connection }) => connection.hello.targetDigest === digest);
  other?.connection.fetchTarget(wanted);
}

/** An incarnation that the agent holds; its status follows, but from now on nobody starts another one beside it. */
function announce(
  options: IncomingOptions,
  connection: AgentConnection,
  { jobUid, incarnation }: HeldIncarnation,
): void {
  const { node } = connection.hello;
  const state = options.jobs.get(jobUid);
  if (state === null) return connection.send(forget(jobUid, incarnation, 'no such job'));
  const session = state.sessions.get(incarnation);
  if (isOver(options.jobs, state)) return connection.send(lateAnswer(state, session ?? null, incarnation));
  const part = state.parts.get(node) ?? heldPart(state.job, node);
  if (session !== undefined || part === null || part.place.kind === 'skipped') return;
  if (sessionsOf(state, node).length >= maxIncarnations) return;
  applySoon(options, connection, jobUid, (now) => {
    const joined = now.parts.has(node) ? unchanged(now, null) : withPart(now, part);
    const { state: next, writes } = sessionChange(joined.state, newSession(node, incarnation));
    return { state: next, writes: [...joined.writes, ...writes], reply: null };
  });
}

/** Of a job whose nodes are not known any more, one that holds it was a node of it from the beginning. */
function heldPart({ resumed, startNs }: Job, node: string): Part | null {
  return resumed === null || startNs === null ? null : { node, includedNs: startNs, place: { kind: 'member' } };
}

/** What the agent of a node was known to hold and holds no more: a reboot, or the end of its patience. */
function missing(options: IncomingOptions, connection: AgentConnection, state: JobState): void {
  const { node, held } = connection.hello;
  const { uid } = state.job;
  const job = fullName(state.job);
  for (const session of sessionsOf(state, node)) {
    const { incarnation } = session;
    if (isEnded(session) || held.some((one) => one.incarnation === incarnation)) continue;
    options.log.warn({ job, uid, node, incarnation }, 'the agent does not hold this session any more');
    applySoon(options, connection, uid, (now) => sessionChange(now, { ...session, vanished: true }));
  }
}

function sessionChange(state: JobState, session: Session): Change {
  const writes: readonly Write[] = [{ kind: 'session', uid: state.job.uid, session }];
  return { state: withSession(state, session), writes, reply: null };
}

/** What an agent says of a job that runs. */
function take(
  options: IncomingOptions,
  connection: AgentConnection,
  uid: string,
  incarnation: string,
  accept: (state: JobState) => Change,
): void {
  const state = options.jobs.get(uid);
  if (state === null) return connection.send(forget(uid, incarnation, 'no such job'));
  if (isOver(options.jobs, state))
    return connection.send(lateAnswer(state, state.sessions.get(incarnation) ?? null, incarnation));
  applySoon(options, connection, uid, accept);
}

/** Commits first, then answers and has the job looked at. */
function applySoon(
  { jobs, agents, touch }: IncomingOptions,
  connection: AgentConnection,
  uid: string,
  accept: (state: JobState) => Change,
): void {
  jobs.applySoon({
    uid,
    accept,
    committed: ({ reply }) => {
      if (reply !== null) connection.send(reply);
      // It ended there. Should the job go on (a lease ran out, and the operator is back), it is assigned anew.
      const agent = agents.get(connection.hello.node);
      if (reply?.kind === 'ack' && reply.value.final && agent?.connection === connection) agent.assigned.delete(uid);
      touch(uid);
    },
    failed: (error) => connection.refuse(error),
  });
}

/** It has its result, or that is being made. */
function isOver(jobs: Jobs, { job }: JobState): boolean {
  return job.outcome !== null || jobs.isSealed(job.uid);
}

/** To what comes after the job's end. */
function lateAnswer({ job }: JobState, session: Session | null, incarnation: string): OperatorMessage {
  const isCommitted = session !== null && (session.final || session.state === 'FAILED');
  return isCommitted ? ackOf(job.uid, session) : forget(job.uid, incarnation, 'the job has finished');
}
