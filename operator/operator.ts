/**
 * The operator, put together.
 *
 * Needs: settings, a store, a log. Gives: a running operator; `close` ends it in order.
 * Reports: throws when it cannot start (address, folder, another operator on the same state).
 */
import { join } from 'node:path';
import type { AgentConnection } from './agents/connection.ts';
import type { Authenticate } from './agents/identity.ts';
import { type AgentServer, serveAgents } from './agents/server.ts';
import { diskTargets } from './agents/targets.ts';
import { Verdicts } from './compile/verdicts.ts';
import type { Config } from './config.ts';
import { makeFolder } from './folders.ts';
import { openDatabase } from './db/database.ts';
import { Jobs } from './jobs/jobs.ts';
import type { Log } from './log.ts';
import type { Agent, Agents } from './reconcile/agents.ts';
import { Files } from './reconcile/files.ts';
import { completeResults, type FinishOptions } from './reconcile/finish.ts';
import { incoming } from './reconcile/incoming.ts';
import { Conclusions } from './result/conclusions.ts';
import { renewLeases } from './reconcile/leases.ts';
import { greet, tell } from './targets/feed.ts';
import type { Cluster } from './targets/cluster-view.ts';
import { Loop } from './reconcile/loop.ts';
import { defaultTiming } from './reconcile/observed.ts';
import { StatusWriter } from './status/writer.ts';
import type { JobStore } from './store/store.ts';

export interface Operator {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** For what serves results and metrics. */
  readonly jobs: Jobs;
  readonly agents: Agents;
  readonly conclusions: Conclusions;
  close(): Promise<void>;
}

/** Where jobs come from, and the cluster that they are for; null where there is no Kubernetes. */
export interface Ground {
  readonly store: JobStore;
  readonly cluster: Cluster | null;
  /** How agents prove who they are; null where they need not, on loopback. */
  readonly authenticate: Authenticate | null;
}

type Settings = 'listen' | 'tls' | 'state' | 'heartbeatMs' | 'graceMs' | 'ephemeralState' | 'statusIntervalMs' | 'api';

export async function startOperator(
  config: Pick<Config, Settings>,
  { store, cluster, authenticate }: Ground,
  log: Log,
): Promise<Operator> {
  makeFolder('--state', config.state);
  const db = openDatabase(config.state);
  const nowNs = (): bigint => BigInt(Date.now()) * 1_000_000n;
  const jobs = new Jobs(db);
  try {
    checkDatabase(config, jobs, store);
  } catch (error) {
    db.close();
    throw error;
  }
  const agents = new Map<string, Agent>();
  const targets = diskTargets(join(config.state, 'targets'));
  const verdicts = new Verdicts(targets, log);
  const writer = new StatusWriter({ store, intervalMs: config.statusIntervalMs, log });
  const timing = { ...defaultTiming, graceNs: BigInt(config.graceMs) * 1_000_000n };
  const touch = (uid: string): void => loop.touch(uid);
  const view = cluster?.view ?? null;
  const isUnsafe = (className: string): boolean => view?.traceClass(className)?.unsafe === 'Allow';
  const files = new Files({ store, jobs, writer, log, nowNs, touch, isUnsafe });
  const problemOf = files.problemOf.bind(files);
  const results = { ephemeral: config.ephemeralState, served: config.api !== null };
  const conclusions = new Conclusions();
  const around = { jobs, agents, verdicts, store, writer, log, nowNs, timing, view };
  const loop = new Loop({ ...around, results, conclusions, problemOf });
  const onAgent = (connection: AgentConnection): void => {
    if (view !== null) greet(view, connection);
  };
  const touchOpen = (): void => loop.touchOpen();
  const handlers = incoming({ jobs, agents, targets, verdicts, log, touch, touchOpen, onAgent });

  const link = { listen: config.listen, tls: config.tls, authenticate };
  const server: AgentServer = await serveAgents(link, handlers, {
    heartbeatMs: config.heartbeatMs,
    nowNs,
    log,
  }).catch((error: unknown) => {
    db.close();
    throw error;
  });
  const follow = follower(files, loop, { jobs, store, conclusions, log });
  follow();
  loop.touchAll();
  const unwatch = store.watch(follow);
  const unwatchCluster =
    cluster?.watch((changes) => {
      tell(cluster.view, agents, changes);
      loop.touchOpen();
    }) ?? null;
  const renewal = setInterval(() => renewLeases(jobs.all(), agents), config.heartbeatMs);
  return {
    address: server.address,
    jobs,
    agents,
    conclusions,
    close: async () => {
      unwatch();
      unwatchCluster?.();
      clearInterval(renewal);
      await server.close();
      loop.close();
      await conclusions.close();
      jobs.flush();
      writer.flush();
      db.close();
    },
  };
}

/** Looks at the store, and at what of results is not there yet. */
function follower(files: Files, loop: Loop, options: FinishOptions): () => void {
  const { store, log } = options;
  const complete = oneAtATime(
    () => completeResults(options),
    (error) => log.error({ err: error }, 'results could not be written: trying again'),
  );
  return () => {
    try {
      files.run();
      complete();
      // What is done to objects shows in them alone.
      if (store.objects !== null) loop.touchOpen();
    } catch (error) {
      log.error({ err: error }, 'the store could not be followed: trying again');
    }
  };
}

/** Starts the work unless it is under way. */
function oneAtATime(work: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let running = false;
  return () => {
    if (running) return;
    running = true;
    void work()
      .catch(onError)
      .finally(() => {
        running = false;
      });
  };
}

/** Jobs that were accepted, and a database that knows none: it was lost, and going on would run them all again. */
function checkDatabase({ state }: { readonly state: string }, jobs: Jobs, store: JobStore): void {
  if (jobs.all().length > 0) return;
  const accepted = store.accepted();
  if (accepted.length === 0) return;
  const names = accepted.slice(0, 5).join(', ') + (accepted.length > 5 ? ', ...' : '');
  throw new Error(
    `the database in ${state} is new, but these jobs were accepted before: ${names}; ` +
      'give --state the folder of their database, or remove their .status.yaml files to run them again',
  );
}
