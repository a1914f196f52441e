/** The agent process with a real script, against an operator that the test plays: what is not acknowledged is kept. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type handleBidiStreamingCall, Server, ServerCredentials } from '@grpc/grpc-js';
import {
  type AgentMessage,
  agentService,
  type OperatorMessage,
  type Received,
  type ServerStream,
} from '@bpfleet/proto';
import { assignmentOf, statuses } from './hub/testing/messages.ts';
import { unmountBpffs } from './kernel/bpffs.ts';
import { AgentProcess } from './testing/agent-process.ts';

const script = 'begin { @ = count(); printf("hello %d\\n", 7); }\ninterval:s:100 { @late = count(); }';

/** The stream of the agent that is connected now, and everything that agents have said. */
class PlayedOperator {
  readonly messages: AgentMessage[] = [];
  #stream: ServerStream | null = null;
  readonly #server = new Server();

  async listen(t: TestContext): Promise<number> {
    const connect: handleBidiStreamingCall<Received, OperatorMessage> = (stream) => {
      this.#stream = stream;
      stream.on('error', () => undefined);
      stream.on('end', () => stream.end());
      stream.on('data', (received: Received) => {
        if ('message' in received) this.messages.push(received.message);
      });
      stream.write({ kind: 'welcome', value: { protocol: 1, heartbeatMs: 1000 } });
    };
    this.#server.addService(agentService, { connect });
    t.after(() => this.#server.forceShutdown());
    return new Promise((resolve, reject) => {
      this.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
  }

  send(message: OperatorMessage): void {
    this.#stream?.write(message);
  }

  async saw(what: string, holds: (messages: readonly AgentMessage[]) => boolean): Promise<void> {
    for (const deadline = Date.now() + 15_000; !holds(this.messages); await sleep(20)) {
      if (Date.now() > deadline)
        assert.fail(`the agent did not send ${what}; it sent ${this.messages.map(({ kind }) => kind).join(', ')}`);
    }
  }

  sawState(state: string): Promise<void> {
    return this.saw(`a status ${state}`, (messages) => statuses(messages).some((status) => status.state === state));
  }

  sawFinal(): Promise<void> {
    return this.saw('a final snapshot', (messages) =>
      messages.some(({ kind, value }) => kind === 'snapshotChunk' && value.final && value.last),
    );
  }
}

interface Scene {
  readonly operator: PlayedOperator;
  readonly pins: () => readonly string[];
  readonly startAgent: () => Promise<AgentProcess>;
}

async function scene(t: TestContext): Promise<Scene> {
  const state = mkdtempSync(path.join(tmpdir(), 'bpfleet-agent-'));
  const bpffs = path.join(state, 'bpffs');
  t.after(() => {
    if (readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${bpffs} `)) unmountBpffs(bpffs);
    rmSync(state, { recursive: true, force: true });
  });
  const operator = new PlayedOperator();
  const port = await operator.listen(t);
  return {
    operator,
    pins: () =>
      existsSync(bpffs)
        ? readdirSync(bpffs, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
        : [],
    startAgent: async () => {
      const agent = new AgentProcess(t, ['--operator', `127.0.0.1:${port}`, '--node', 'node-t', '--state', state]);
      await agent.says(/"msg":"connected"/);
      return agent;
    },
  };
}

test('finals that are not acknowledged outlive a shutdown; the successor delivers them, and then nothing is left', async (t) => {
  const { operator, pins, startAgent } = await scene(t);
  const first = await startAgent();
  operator.send({ kind: 'assignment', value: assignmentOf({ script }) });
  await operator.sawState('ATTACHED');
  assert.equal(pins().length, 1);

  first.kill('SIGTERM');
  await operator.sawFinal();
  await sleep(300);
  assert.equal(first.running, true, 'it waits for the acknowledgement');
  first.kill('SIGTERM');
  assert.deepEqual(await first.ended, { code: null, signal: 'SIGTERM' }, 'a second signal ends it at once');
  assert.equal(pins().length, 1);

  operator.messages.length = 0;
  const second = await startAgent();
  await operator.sawFinal();
  const [status] = statuses(operator.messages);
  assert.deepEqual([status?.state, status?.stopReason, status?.jobUid], ['RECOVERED', 'AGENT_SHUTDOWN', 'uid-1']);
  operator.send({
    kind: 'ack',
    value: {
      jobUid: 'uid-1',
      incarnation: status?.incarnation ?? '',
      snapshotSeq: 1n,
      roundSeq: 0n,
      eventSeq: 0n,
      final: true,
    },
  });
  for (const deadline = Date.now() + 5000; pins().length > 0; await sleep(20))
    assert.ok(Date.now() < deadline, 'the pins are gone');
  second.kill('SIGTERM');
  assert.deepEqual(await second.ended, { code: 0, signal: null });
  assert.doesNotMatch(second.stderr, /left open|did not take/);
});

test('an operator that takes everything lets a shutdown end at once', async (t) => {
  const { operator, startAgent } = await scene(t);
  const agent = await startAgent();
  operator.send({ kind: 'assignment', value: assignmentOf({ script }) });
  await operator.sawState('ATTACHED');
  agent.kill('SIGTERM');
  await operator.sawFinal();
  const [status] = statuses(operator.messages);
  operator.send({
    kind: 'ack',
    value: {
      jobUid: 'uid-1',
      incarnation: status?.incarnation ?? '',
      snapshotSeq: 1n,
      roundSeq: 0n,
      eventSeq: 1n,
      final: true,
    },
  });
  const started = performance.now();
  assert.deepEqual(await agent.ended, { code: 0, signal: null });
  assert.ok(performance.now() - started < 4000);
  assert.doesNotMatch(agent.stderr, /left open|did not take/);
});

test('a deadline that has passed ends the job at once', async (t) => {
  const { operator, startAgent } = await scene(t);
  await startAgent();
  operator.send({ kind: 'assignment', value: assignmentOf({ script, deadlineNs: 1n }) });
  await operator.sawFinal();
  assert.deepEqual(statuses(operator.messages).at(-1)?.stopReason, 'DEADLINE');
});

test('a lease that nobody renews ends the job, while the stream is up', async (t) => {
  const { operator, startAgent } = await scene(t);
  await startAgent();
  operator.send({ kind: 'assignment', value: assignmentOf({ script, leaseTtlMs: 500 }) });
  await operator.sawFinal();
  assert.deepEqual(statuses(operator.messages).at(-1)?.stopReason, 'LEASE_EXPIRED');
});

test('a script that does not compile fails at its line', async (t) => {
  const { operator, startAgent } = await scene(t);
  await startAgent();
  operator.send({ kind: 'assignment', value: assignmentOf({ script: 'begin {\n  @ = nonsense(1);\n}' }) });
  await operator.sawState('FAILED');
  const status = statuses(operator.messages).at(-1);
  assert.equal(status?.reason, 'CompileError');
  assert.deepEqual(
    status?.diagnostics.map(({ line, severity }) => [line, severity]),
    [[2, 'error']],
  );
});
