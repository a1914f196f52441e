/** Probes of kernel functions and system calls against workloads of a known size: nothing is lost, nothing is counted twice. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { test, type TestContext } from 'node:test';
import { testCgroup } from '../agent/testing/cgroup.ts';
import { needs } from './harness/features.ts';
import { failureOf, finishLocal, startLocal } from './harness/local-session.ts';
import { runWorkload } from './workload/workload.ts';

/** What it prints, maps at its end included, when it runs while `work` does. */
async function outputOf(t: TestContext, script: string, work: () => Promise<void>): Promise<string> {
  const local = startLocal(script);
  t.signal.addEventListener('abort', () => local.session.stop('cancelled'));
  await local.settled;
  await work();
  local.session.stop('cancelled');
  const { state, text } = await finishLocal(local);
  assert.equal(failureOf(state), null);
  return text;
}

/** Sum over the buckets of the histogram that was printed. */
function totalOf(text: string): number {
  const counts = [...text.matchAll(/^[[(].*[)\]]\s+(?<count>\d+) \|/gm)].map(({ groups }) => Number(groups?.['count']));
  return counts.reduce((sum, count) => sum + count, 0);
}

const reads = 2000;

for (const [entry, exit] of [
  ['kprobe', 'kretprobe'],
  ['fentry', 'fexit'],
] as const) {
  test(`${entry} and ${exit}: a histogram of the times of vfs_read has every call`, { timeout: 60_000 }, async (t) => {
    if (!needs(t, entry)) return;
    const cgroup = testCgroup(t);
    const script = `${entry}:vfs_read /comm == "latency"/ { @start[tid] = nsecs; }
${exit}:vfs_read /@start[tid]/ { @ns = hist(nsecs - @start[tid]); delete(@start, tid); }`;
    const text = await outputOf(t, script, () =>
      runWorkload({ cgroup: cgroup.path, comm: 'latency', syscall: 'read', count: reads }),
    );
    assert.equal(totalOf(text), reads, text);
    assert.doesNotMatch(text, /@start\[/);
  });
}

const connections = 5;

/** Ports of both ends of every connection, made one after the other; the server sends its end first. */
async function connectOften(): Promise<readonly (readonly [client: number, server: number])[]> {
  const server = createServer((socket) => socket.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const made: [number, number][] = [];
  for (let i = 0; i < connections; i += 1) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    made.push([socket.localPort ?? 0, port]);
    socket.resume();
    await once(socket, 'close');
  }
  server.close();
  await once(server, 'close');
  return made;
}

test('kprobe: tcp_set_state tells addresses and ports of each connection', { timeout: 60_000 }, async (t) => {
  if (!needs(t, 'kprobe')) return;
  const script = `kprobe:tcp_set_state {
  $sk = (struct sock *)arg0;
  $common = $sk->__sk_common;
  printf("%s:%d %s:%d %d\\n", ntop($common.skc_rcv_saddr), $common.skc_num, ntop($common.skc_daddr), bswap($common.skc_dport), arg1);
}`;
  let made: readonly (readonly [number, number])[] = [];
  const text = await outputOf(t, script, async () => {
    made = await connectOften();
  });
  const established = made.flatMap(([client, server]) => [
    `127.0.0.1:${client} 127.0.0.1:${server} 1`,
    `127.0.0.1:${server} 127.0.0.1:${client} 1`,
  ]);
  const lines = text.split('\n').filter((line) => line.endsWith(' 1'));
  assert.deepEqual(lines.toSorted(), established.toSorted());
});

test('tracepoint: a list that names accept4 twice counts each call twice', { timeout: 60_000 }, async (t) => {
  const mine = `pid == ${process.pid}`;
  const script = `tracepoint:syscalls:sys_enter_accept*, tracepoint:syscalls:sys_enter_accept4* /${mine}/ { @list[probe] = count(); }
tracepoint:syscalls:sys_enter_accept4 /${mine}/ { @once = count(); }`;
  const text = await outputOf(t, script, async () => void (await connectOften()));
  const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1]);
  const calls = number(/^@once: (\d+)$/m);
  assert.ok(calls >= connections, text);
  assert.equal(number(/^@list\[tracepoint:syscalls:sys_enter_accept4\]: (\d+)$/m), 2 * calls, text);
});
