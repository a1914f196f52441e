/**
 * The agent process: one per node. Wires configuration, kernel, sessions and the link to the operator.
 * Ends with 0 after SIGTERM or SIGINT, 2 for a wrong command line, 1 for what it cannot go on after.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommanderError } from 'commander';
import { pino, type Logger } from 'pino';
import type { Source } from '@bpfleet/compiler';
import type { Assignment } from '@bpfleet/proto';
import packageJson from './package.json' with { type: 'json' };
import { type AgentConfig, ConfigError, parseAgentConfig } from './config.ts';
import { Connection } from './hub/connection.ts';
import { writeFacts } from './hub/facts.ts';
import { Hub } from './hub/hub.ts';
import { nodePolicy } from './hub/node-policy.ts';
import { ensureBpffs, tryLock, unmountBpffs } from './kernel/bpffs.ts';
import { type Cgroup, CgroupError, findCgroup } from './kernel/cgroups.ts';
import { describeTarget, liveTarget } from './kernel/target.ts';
import { findPredecessors } from './sessions/recover.ts';
import type { Session, SessionListener } from './sessions/session.ts';
import { startSession } from './sessions/start.ts';

/** How long a dying predecessor may hold the lock on the state folder. */
const lockPatienceMs = 10_000;
/** How long a shutdown waits for the operator to take the final contents; what it does not take stays pinned. */
const farewellMs = 10_000;

const wallClockNs = (): bigint => BigInt(Date.now()) * 1_000_000n;

async function main(): Promise<void> {
  const config = parseAgentConfig(process.argv.slice(2), process.env);
  const log = pino({ level: config.logLevel, base: { node: config.node } }, pino.destination({ fd: 2, sync: true }));
  const cgroup = config.nodeCgroup === null ? null : findCgroup(config.nodeCgroup);
  await lockState(config.state);
  const pins = config.bpffs ?? path.join(config.state, 'bpffs');
  const mounted = ensureBpffs(pins);
  const incarnations = path.join(config.state, 'incarnations');
  const target = liveTarget();
  const described = describeTarget(target);

  const start = (incarnation: string, assignment: Assignment, source: Source, listener: SessionListener): Session =>
    startSession(
      {
        incarnation,
        source,
        policy: nodePolicy(assignment.limits, cgroup?.level ?? null),
        guardCgroups: cgroup === null ? [] : [cgroup.id],
        pinFolder: pins,
        stateFolder: incarnations,
        facts: writeFacts({ jobUid: assignment.jobUid, generation: assignment.generation }),
        deadlineNs: assignment.deadlineNs,
        startNs: assignment.startNs === 0n ? null : assignment.startNs,
      },
      target,
      listener,
    );

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
    },
    findPredecessors(pins, incarnations),
  );
  const connection: Connection = new Connection(config.operator, {
    hello: () => hub.hello(),
    next: () => hub.next(),
    onMessage: (message) => {
      if (message.kind === 'welcome') log.info({ operator: config.operator, target: described.digest.slice(0, 12) }, 'connected');
      hub.onMessage(message);
    },
    onDown: (reason, retryMs) => {
      hub.onDown();
      log.warn({ reason, retryMs }, 'disconnected');
    },
  });
  connection.start();
  log.info(startFacts(config, cgroup), 'started');
  await stopSignal();
  await shutDown(hub, connection, log);
  if (mounted && hub.idle) unmountBpffs(pins);
}

function startFacts(config: AgentConfig, cgroup: Cgroup | null): object {
  return { operator: config.operator, state: config.state, cgroup: cgroup?.path ?? null, pid: process.pid };
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

/** A second agent on the same folder would take the first one's pins for a dead predecessor's. */
async function lockState(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = path.join(folder, 'lock');
  for (const deadline = Date.now() + lockPatienceMs; !tryLock(lock); await sleep(100)) {
    if (Date.now() > deadline) throw new ConfigError(`--state ${folder}: another agent is using this folder; give each agent its own`);
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}

try {
  await main();
  process.exitCode = 0;
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else if (error instanceof ConfigError || error instanceof CgroupError) {
    process.stderr.write(`bpfleet-agent: ${error.message}\n`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}
