/**
 * The operator's program: settings in, logs out (JSON lines on stdout), SIGTERM or SIGINT to end. With --kubernetes it waits
 * for the Lease first, and ends at once, with exit code 1, when that is lost.
 */
import { pino } from 'pino';
import { errorMessage } from '@bpfleet/proto/error-message';
import { type HealthServer, serveHealth } from '@bpfleet/proto/health-server';
import { type Config, configure } from './config.ts';
import { Metrics } from './health/metrics.ts';
import type { ResultApi } from './api/server.ts';
import type { Kubernetes } from './kube/connect.ts';
import type { Log } from './log.ts';
import { type Ground, type Operator, startOperator } from './operator.ts';
import { directoryStore } from './store/directory/directory.ts';

/** Agents are given their grace; so long it takes the operator to say what came of it. */
const endMs = 10_000;

/** What is running, to be ended in the order of its making. */
interface Running {
  operator: Operator | null;
  health: HealthServer | null;
  results: ResultApi | null;
  kubernetes: Kubernetes | null;
}

async function main(): Promise<void> {
  const configured = configure(process.argv.slice(2), process.env);
  if (configured.kind === 'stop') {
    (configured.exitCode === 0 ? process.stdout : process.stderr).write(configured.text);
    process.exitCode = configured.exitCode;
    return;
  }
  const { config } = configured;
  const log = pino({ level: config.logLevel, base: null }, pino.destination({ fd: 1, sync: true }));
  const running: Running = { operator: null, health: null, results: null, kubernetes: null };
  // A second signal finds no handler and ends the process at once; what was acknowledged is on disk.
  const stop = (signal: NodeJS.Signals): void => {
    process.off('SIGTERM', stop).off('SIGINT', stop);
    log.info({ signal }, 'shutting down');
    void end(running).then(() => log.info({}, 'ended'));
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  try {
    await start(config, log, running);
  } catch (error) {
    process.off('SIGTERM', stop).off('SIGINT', stop);
    process.stderr.write(`bpfleet-operator: ${errorMessage(error)}\n`);
    process.exitCode = 1;
    await end(running);
  }
}

async function start(config: Config, log: Log, running: Running): Promise<void> {
  if (config.endJobs) return endAll(config, log);
  running.kubernetes = config.kubernetes ? await connect(config, log) : null;
  running.health = await serveNumbers(config, running);
  running.results = await serveApi(config, log, running);
  const ground = await groundOf(config, running.kubernetes);
  // It was told to end while it waited.
  if (ground === null) return;
  const operator = await startOperator(config, ground, log);
  running.operator = operator;
  const jobs = config.kubernetes ? 'kubernetes' : config.jobs;
  log.info({ address: operator.address, jobs, state: config.state }, 'listening');
}

/** Loaded only where it is used: it takes longer than all else together. */
async function connect({ namespace, identity }: Config, log: Log): Promise<Kubernetes> {
  const { Kubernetes: Connection } = await import('./kube/connect.ts');
  const onLost = (why: string): void => {
    log.error({ why }, 'another operator may lead now: ending at once');
    process.exit(1);
  };
  return new Connection({ log, namespace, identity, onLost });
}

/** Not as the leader: that one, if there is one, ends what is cancelled. */
async function endAll(config: Config, log: Log): Promise<void> {
  const { endJobs } = await import('./kube/end-jobs.ts');
  const { api } = await connect(config, log);
  const left = await endJobs(api, log, config.graceMs + endMs);
  log.info({ left }, 'no job holds anything up');
  api.close();
}

/** Null when it was closed before it led. */
async function groundOf({ jobs, agentAccount }: Config, kubernetes: Kubernetes | null): Promise<Ground | null> {
  if (kubernetes === null) return { store: directoryStore(jobs), cluster: null, authenticate: null };
  if (!(await kubernetes.lead())) return null;
  const { store, cluster } = kubernetes;
  return { store, cluster, authenticate: kubernetes.authenticate(agentAccount) };
}

async function serveNumbers({ metrics: listen }: Config, running: Running): Promise<HealthServer | null> {
  if (listen === null) return null;
  const { kubernetes } = running;
  const numbers =
    kubernetes === null
      ? null
      : () => ({
          leading: kubernetes.lease.isLeading,
          answers: kubernetes.api.answers,
          restarts: kubernetes.store.restarts + kubernetes.cluster.restarts,
          failures: kubernetes.store.calls.failures,
          pods: kubernetes.cluster.podCount,
        });
  const metrics = new Metrics(() => running.operator, numbers);
  const notReady = (): string | null => {
    if (running.operator !== null) return null;
    return kubernetes?.lease.isLeading === false ? 'another operator leads' : 'starting';
  };
  return serveHealth({ listen, notReady, metrics: () => metrics.text() });
}

/** Before it leads it answers, too, and says that it has nothing yet: probes of kube-apiserver find it there. */
async function serveApi({ api, tls }: Config, log: Log, running: Running): Promise<ResultApi | null> {
  const { kubernetes } = running;
  if (api === null || tls === null || kubernetes === null) return null;
  const { serveResults } = await import('./api/server.ts');
  const { readFrontProxy } = await import('./api/front-proxy.ts');
  const proxy = await readFrontProxy(kubernetes.api);
  return serveResults({ listen: api, tls, proxy, source: () => running.operator, log });
}

async function end({ operator, health, results, kubernetes }: Running): Promise<void> {
  results?.close();
  await operator?.close();
  await kubernetes?.close();
  health?.close();
}

await main();
