/**
 * How soon an agent that waits is tracing: from an assignment to the kernel's events.
 *
 * usage: node e2e/bench/warm.ts [--rounds=N] [--only=CASE,CASE]
 *
 * A real agent (bin/bpfleet-agent, as root) dials a real gRPC server of the operator in this process, which assigns it one job after
 * the other, each cancelled once it is attached. Medians and worst of N rounds (default 20) behind one that is not counted, in ms:
 *
 * attached  from before the assignment is sent to the moment from which the agent traces, by the wall clock that both share
 * told      until its status has arrived here
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SessionState, SessionStatus } from '@bpfleet/proto';
import { assignmentOf } from '../../agent/hub/testing/messages.ts';
import { Process } from '../harness/process.ts';
import type { AgentConnection } from '../../operator/agents/connection.ts';
import { type AgentServer, serveAgents } from '../../operator/agents/server.ts';

const scripts: Readonly<Record<string, string>> = {
  'one-liner': 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }',
  'read sizes': 'tracepoint:syscalls:sys_exit_read /args.ret > 0/ { @ = hist(args.ret); }',
  'opened files': 'tracepoint:syscalls:sys_enter_openat { @[comm, str(args.filename)] = count(); }',
  latency:
    'tracepoint:syscalls:sys_enter_read { @s[tid] = nsecs; } tracepoint:syscalls:sys_exit_read /@s[tid]/ { @ns = hist(nsecs - @s[tid]); delete(@s, tid); }',
  'every system call': 'tracepoint:syscalls:sys_enter_* { @[probe] = count(); }',
};

/** What the server's connections come to: the agent, and the states that its jobs enter. */
class Watcher {
  readonly connected = Promise.withResolvers<AgentConnection>();
  readonly gone = Promise.withResolvers<never>();
  readonly #waiting = new Map<string, (status: SessionStatus) => void>();

  next(jobUid: string, state: SessionState): Promise<SessionStatus> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(jobUid, (status) => {
        if (status.state === 'FAILED') reject(new Error(`${status.reason}: ${status.message}`));
        if (status.state === state) resolve(status);
      });
    });
  }

  async serve(): Promise<AgentServer> {
    const ignore = (): void => undefined;
    return serveAgents(
      { listen: '127.0.0.1:0', tls: null, authenticate: null },
      {
        onConnected: (connection) => this.connected.resolve(connection),
        onStatus: (_, status) => this.#waiting.get(status.jobUid)?.(status),
        onTarget: ignore,
        onSnapshot: ignore,
        onRounds: ignore,
        onLines: ignore,
        onGone: (_, why) => this.gone.reject(new Error(`the agent is gone: ${why}`)),
      },
      {
        heartbeatMs: 60_000,
        nowNs: () => BigInt(Date.now()) * 1_000_000n,
        log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      },
    );
  }
}

async function once(
  agent: AgentConnection,
  watcher: Watcher,
  jobUid: string,
  script: string,
): Promise<readonly [number, number]> {
  const attached = watcher.next(jobUid, 'ATTACHED');
  const [wall, started] = [performance.timeOrigin + performance.now(), performance.now()];
  agent.send({ kind: 'assignment', value: assignmentOf({ jobUid, script }) });
  const { attachedNs, incarnation } = await Promise.race([attached, watcher.gone.promise]);
  const told = performance.now() - started;
  const finished = watcher.next(jobUid, 'FINISHED');
  agent.send({ kind: 'cancel', value: { jobUid, reason: '' } });
  await Promise.race([finished, watcher.gone.promise]);
  agent.send({ kind: 'forget', value: { jobUid, incarnation, reason: '' } });
  return [Number(attachedNs) / 1e6 - wall, told];
}

function summary(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${sorted[Math.floor(sorted.length / 2)]?.toFixed(1)} (worst ${sorted.at(-1)?.toFixed(1)})`;
}

const option = (name: string): string | undefined =>
  process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);
const rounds = Number(option('rounds') ?? 20);
const only = option('only')?.split(',');
const folder = mkdtempSync(path.join(tmpdir(), 'warm-'));
const watcher = new Watcher();
// At the end the agent leaves, and nobody waits for it any more.
watcher.gone.promise.catch(() => undefined);
const server = await watcher.serve();
const program = path.join(import.meta.dirname, '../../bin/bpfleet-agent');
const agent = new Process('agent', program, ['--operator', server.address, '--node', 'warm', '--state', folder]);
try {
  const connection = await Promise.race([
    watcher.connected.promise,
    agent.exited.then(() => Promise.reject(new Error(agent.stderr))),
  ]);
  for (const [index, [name, script]] of Object.entries(scripts).entries()) {
    if (only !== undefined && !only.includes(name)) continue;
    const runs: (readonly [number, number])[] = [];
    for (let round = 0; round <= rounds; round += 1)
      runs.push(await once(connection, watcher, `warm-${index}-${round}`, script));
    const counted = runs.slice(1);
    const [attached, told] = [counted.map(([first]) => first), counted.map(([, second]) => second)];
    console.log(`${name.padEnd(18)} attached ${summary(attached)} ms, told ${summary(told)} ms`);
  }
} finally {
  agent.kill('SIGTERM');
  await agent.exited;
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
