/** The agent's start and end on a real machine, without an operator. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isBpffs, unmountBpffs } from './kernel/bpffs.ts';
import { AgentProcess } from './testing/agent-process.ts';

/** Nothing listens there: port 1 is below what unprivileged servers may take. */
const nobody = '127.0.0.1:1';

function stateFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'bpfleet-agent-'));
  t.after(() => {
    if (isMounted(folder)) unmountBpffs(path.join(folder, 'bpffs'));
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

const isMounted = (folder: string): boolean =>
  readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${path.join(folder, 'bpffs')} `);

const agentIn = (t: TestContext, state: string, ...more: readonly string[]): AgentProcess =>
  new AgentProcess(t, ['--operator', nobody, '--node', 'node-t', '--state', state, ...more]);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} while no operator is there ends the agent in good order`, async (t) => {
    const state = stateFolder(t);
    const agent = agentIn(t, state);
    await agent.says(/"msg":"disconnected"/);
    assert.ok(isBpffs(path.join(state, 'bpffs')));
    const started = performance.now();
    agent.kill(signal);
    assert.deepEqual(await agent.ended, { code: 0, signal: null });
    assert.ok(performance.now() - started < 3000, 'by itself, at once');
    assert.doesNotMatch(agent.stderr, /left open/);
    assert.equal(isMounted(state), false, 'nothing was pinned: nothing stays mounted');
  });
}

test('two agents on one state folder: the second says so and leaves, the first goes on', async (t) => {
  const state = stateFolder(t);
  const first = agentIn(t, state);
  await first.says(/"msg":"started"/);
  const second = agentIn(t, state);
  assert.deepEqual(await second.ended, { code: 2, signal: null });
  assert.equal(
    second.stderr,
    `bpfleet-agent: --state ${state}: another agent is using this folder; give each agent its own\n`,
  );
  assert.ok(isMounted(state));
  first.kill('SIGTERM');
  assert.deepEqual(await first.ended, { code: 0, signal: null });
});

test('a signal while it waits for the lock ends it', async (t) => {
  const state = stateFolder(t);
  const first = agentIn(t, state);
  await first.says(/"msg":"started"/);
  const second = agentIn(t, state, '--log-level', 'debug');
  await second.says(/"msg":"another agent holds the state folder: waiting for it to end"/);
  second.kill('SIGTERM');
  assert.deepEqual(await second.ended, { code: 0, signal: null });
  first.kill('SIGTERM');
  await first.ended;
});

test('after kill -9 the next agent finds the bpffs mounted and leaves nothing', async (t) => {
  const state = stateFolder(t);
  const first = agentIn(t, state);
  await first.says(/"msg":"started"/);
  first.kill('SIGKILL');
  await first.ended;
  assert.ok(isMounted(state));
  const second = agentIn(t, state);
  await second.says(/"msg":"started"/);
  second.kill('SIGTERM');
  assert.deepEqual(await second.ended, { code: 0, signal: null });
  assert.equal(isMounted(state), false);
});

const refusals: readonly {
  readonly name: string;
  readonly args: (state: string) => readonly string[];
  readonly code: number;
  readonly says: RegExp;
}[] = [
  {
    name: 'a cgroup that is not there',
    args: () => ['--node-cgroup', '/no/such/group'],
    code: 2,
    says: /^bpfleet-agent: there is no cgroup \/no\/such\/group: [^\n]+\n$/,
  },
  {
    name: '--bpffs on another file system',
    args: (state) => ['--bpffs', state],
    code: 2,
    says: /^bpfleet-agent: --bpffs [^\n]+: is not on a bpffs; [^\n]+\n$/,
  },
  {
    name: '--bpffs that is not there',
    args: (state) => ['--bpffs', path.join(state, 'none')],
    code: 1,
    says: /^bpfleet-agent: --bpffs [^\n]+none: [^\n]+\n$/,
  },
];

for (const { name, args, code, says } of refusals) {
  test(`${name}: one line and exit code ${code}`, async (t) => {
    const state = stateFolder(t);
    const agent = agentIn(t, state, ...args(state));
    assert.deepEqual(await agent.ended, { code, signal: null });
    assert.match(agent.stderr, says);
    assert.equal(isMounted(state), false);
  });
}

test('a state folder that is a file', async (t) => {
  const file = path.join(stateFolder(t), 'file');
  writeFileSync(file, '');
  const agent = agentIn(t, file);
  assert.deepEqual(await agent.ended, { code: 1, signal: null });
  assert.match(agent.stderr, /^bpfleet-agent: cannot make the state folder [^\n]+\n$/);
});

test('a log that nobody reads any more does not end it', { timeout: 20_000 }, async (t) => {
  let dialled = 0;
  const server = createServer((socket) => {
    dialled += 1;
    socket.destroy();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const agent = agentIn(t, stateFolder(t), '--operator', `127.0.0.1:${(server.address() as AddressInfo).port}`);
  await agent.says(/"msg":"disconnected"/);
  agent.closeOutput();
  // Between two attempts it logs that the first one failed.
  for (const before = dialled; dialled < before + 3; await sleep(10)) assert.ok(agent.running);
  agent.kill('SIGTERM');
  assert.deepEqual(await agent.ended, { code: 0, signal: null });
});

test('an agent without its operator is alive and not ready, and says so in numbers', async (t) => {
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const agent = agentIn(t, stateFolder(t), '--metrics', `127.0.0.1:${port}`);
  await agent.says(/"msg":"started"/);
  const get = async (at: string): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${port}${at}`);
    return `${response.status} ${await response.text()}`;
  };
  assert.equal(await get('/healthz'), '200 ok\n');
  assert.equal(await get('/readyz'), '503 the operator is not there\n');
  assert.match(await get('/metrics'), /^bpfleet_agent_connected 0$[^]*^bpfleet_agent_sessions\{state="ATTACHED"\} 0$/m);
  agent.kill('SIGTERM');
  assert.deepEqual(await agent.ended, { code: 0, signal: null });
});

test('an address for metrics that is taken is told', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = agentIn(t, stateFolder(t), '--metrics', `127.0.0.1:${port}`);
  assert.deepEqual(await agent.ended, { code: 1, signal: null });
  assert.match(agent.stderr, /^bpfleet-agent: --metrics 127\.0\.0\.1:\d+: listen EADDRINUSE/m);
});
