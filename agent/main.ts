/**
 * The agent process: one per node. Wires configuration, kernel, sessions and the link to the operator.
 * Ends with 0 after SIGTERM or SIGINT, 2 for a wrong command line, 1 for what it cannot go on after.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommanderError } from 'commander';
import { pino, type Logger } from 'pino';
import type { Source } from '@bpfleet/compiler';
import type { Assignment } from '@bpfleet/proto';
import { errorMessage } from '@bpfleet/proto/error-message';
import { type HealthServer, serveHealth } from '@bpfleet/proto/health-server';
import packageJson from './package.json' with { type: 'json' };
import { wallClockNs } from './clock.ts';
import { type AgentConfig, ConfigError, parseAgentConfig } from './config.ts';
import { Connection } from './hub/connection.ts';
import { writeFacts } from './hub/facts.ts';
import { Hub } from './hub/hub.ts';
import { nodePolicy } from './hub/node-policy.ts';
import { CgroupError, cgroupProblem, cgroupRoot, findCgroup } from './kernel/cgroups.ts';
import { describeTarget, liveTarget, UnsupportedKernel } from './kernel/target.ts';
import { liveBinaries } from './symbols/binaries.ts';
import { kernelSymbols, symbolWorker } from './symbols/shared.ts';
import { TracefsUnreadable } from './kernel/tracefs.ts';
import { ContainerDirectory } from './pods/directory.ts';
import { Follower } from './pods/follower.ts';
import { PodTable } from './pods/pod-table.ts';
import { type Ground, leave, prepare, StartError } from './prepare.ts';
import { findPredecessors } from './sessions/recover.ts';
import type { Session, SessionListener } from './sessions/session.ts';
import { startSession } from './sessions/start.ts';

/** How long a shutdown waits for the operator to take the final contents; what it does not take stays pinned. */
const farewellMs = 10_000;
/** How long what is closed may take to be gone. */
const lingerMs = 5000;

async function main(): Promise<void> {
  const config = parseAgentConfig(process.argv.slice(2), process.env);
  const stopping = stopSignal();
  const log = logger(config);
  const onWait = (): void => log.debug('another agent holds the state folder: waiting for it to end');
  const ground = await prepare(config, stopping, onWait);
  if (ground === null) return;
  const { hub, connection } = assemble(config, ground, log);
  const health = await serveNumbers(config, { hub, connection });
  connection.start();
  log.info(
    { operator: config.link.address, state: config.state, cgroup: ground.cgroup?.path ?? null, pid: process.pid },
    'started',
  );
  if (!stopping.aborted) await once(stopping, 'abort');
  await shutDown(hub, connection, log);
  health?.close();
  const left = leave(config, ground);
  if (left !== null) log.warn({ problem: left }, 'the bpffs stays mounted');
  insistOnEnd(log);
}

function logger(config: AgentConfig): Logger {
  const destination = pino.destination({ fd: 2, sync: true });
  // A log that cannot be written, as on a full disk, is no reason to stop tracing.
  destination.on('error', () => undefined);
  return pino({ level: config.logLevel, base: { node: config.node } }, destination);
}

interface Parts {
  readonly hub: Hub;
  readonly connection: Connection;
}

function assemble(config: AgentConfig, { pins, incarnations }: Ground, log: Logger): Parts {
  const target = liveTarget(liveBinaries(null, symbolWorker), kernelSymbols, null);
  const described = describeTarget(target);
  const pods = new PodTable();
  const directory = new ContainerDirectory({ ...nodePart(config), pods, file: join(config.state, 'containers.json') });
  const follower = new Follower(directory);

  const start = (incarnation: string, assignment: Assignment, source: Source, listener: SessionListener): Session => {
    // Looked up for each session: it may have been made anew since the last one.
    const cgroup = config.nodeCgroup === null ? null : findCgroup(config.nodeCgroup);
    const { scope, targets } = assignment;
    directory.look();
    const facts = {
      cgroupLevel: cgroup?.level ?? null,
      containerLevels: directory.levels(),
      allowUnsafe: config.allowUnsafe,
    };
    const whole = cgroup === null ? [] : [cgroup.id];
    const session = startSession(
      {
        incarnation,
        source,
        policy: nodePolicy(assignment, facts),
        guardKeys: scope === 'CONTAINERS' ? directory.idsOf(targets) : whole,
        containers: directory.ids(),
        names: directory,
        attachPid: null,
        guardProblem: () => (cgroup === null ? null : cgroupProblem(cgroup)),
        pinFolder: pins,
        stateFolder: incarnations,
        facts: writeFacts({ jobUid: assignment.jobUid, generation: assignment.generation }),
        deadlineNs: assignment.deadlineNs,
        startNs: assignment.startNs === 0n ? null : assignment.startNs,
      },
      target,
      listener,
    );
    follower.follow(session, scope === 'CONTAINERS' ? () => hub.targetsOf(incarnation) : null);
    return session;
  };

  const hub = new Hub(
    {
      node: config.node,
      version: packageJson.version,
      target: { ...described, architecture: target.arch, kernelRelease: target.release },
      log,
      startSession: start,
      newIncarnation: () => `${config.node}-${wallClockNs()}-${randomBytes(4).toString('hex')}`,
      nowNs: wallClockNs,
      wake: () => connection.wake(),
      pods,
      onTargets: () => follower.look(),
    },
    findPredecessors(pins, incarnations, directory, (facts, text) => log.warn(facts, text)),
  );
  const connection: Connection = new Connection(config.link, {
    hello: () => hub.hello(),
    next: () => hub.next(),
    onMessage: (message) => {
      hub.onMessage(message);
      if (message.kind === 'welcome')
        log.info({ operator: config.link.address, target: described.digest.slice(0, 12) }, 'connected');
    },
    onDown: (reason, retryMs) => {
      hub.onDown();
      log.warn({ reason, retryMs }, 'disconnected');
    },
  });
  return { hub, connection };
}

/** An agent that is out of touch goes on tracing: it is alive, and not ready. */
async function serveNumbers(
  { metrics: listen }: AgentConfig,
  { hub, connection }: Parts,
): Promise<HealthServer | null> {
  if (listen === null) return null;
  const { Metrics } = await import('./health/metrics.ts');
  const metrics = new Metrics(() => ({ connected: connection.open, states: hub.states }));
  const notReady = (): string | null => (connection.open ? null : 'the operator is not there');
  return serveHealth({ listen, notReady, metrics: () => metrics.text() }).catch((error: unknown) => {
    throw new StartError(errorMessage(error), { cause: error });
  });
}

/** What of the cgroup hierarchy is this node. */
function nodePart({ node, nodeCgroup }: AgentConfig): {
  readonly node: string;
  readonly root: string;
  readonly below: string;
} {
  const root = cgroupRoot();
  return { node, root, below: nodeCgroup === null ? root : findCgroup(nodeCgroup).path };
}

async function shutDown(hub: Hub, connection: Connection, log: Logger): Promise<void> {
  log.info('stopping');
  await hub.stopSessions();
  const deadline = Date.now() + farewellMs;
  while (!hub.idle && connection.open && Date.now() < deadline) await sleep(20);
  if (!hub.idle) log.warn('the operator did not take all final contents; they stay pinned for the next agent');
  hub.onDown();
  connection.close();
}

/** A second signal finds no handler and ends the process at once; what is pinned waits for the next agent. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    process.off('SIGTERM', stop).off('SIGINT', stop);
    controller.abort();
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  return controller.signal;
}

/** Nothing keeps the process alive after a shutdown. Should something all the same, it is said, and ended. */
function insistOnEnd(log: Logger): void {
  const insist = (): never => {
    log.warn({ resources: process.getActiveResourcesInfo() }, 'something was left open after the shutdown');
    process.exit(0);
  };
  setTimeout(insist, lingerMs).unref();
}

const startErrors = [StartError, UnsupportedKernel, TracefsUnreadable] as const;

function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  const isUsage = error instanceof ConfigError || error instanceof CgroupError;
  if (!isUsage && !startErrors.some((known) => error instanceof known)) throw error;
  process.stderr.write(`bpfleet-agent: ${errorMessage(error)}\n`);
  return isUsage ? 2 : 1;
}

try {
  await main();
  process.exitCode = 0;
} catch (error) {
  process.exitCode = exitCodeFor(error);
}
