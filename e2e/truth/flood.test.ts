/** A million lines to a reader that is slow now and then: every one is printed or counted as lost, and exit() is heard. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { startSession } from '@bpfleet/agent';
import { testCgroup } from '../../agent/testing/cgroup.ts';
import { sessionOptions, testTarget } from '../../agent/testing/session.ts';
import { runTruth } from './truth.ts';

const getpgid = 'tracepoint:syscalls:sys_enter_getpgid';
const events = 1_000_000;
/** The reader stops for so long once in so many lines: the ring is full long before it goes on. */
const [pauseMillis, pauseEvery] = [150, 100_000];

interface SlowReader {
  readonly session: ReturnType<typeof startSession>;
  readonly attached: Promise<void>;
  lines(): number;
  /** Of lines that are not as they were printed, the first few. */
  readonly wrong: readonly string[];
}

/** `line`: what every line is. It blocks its whole process, as a terminal does. */
function startSlowReader(t: TestContext, script: string, line: RegExp): SlowReader & { readonly cgroup: string } {
  const cgroup = testCgroup(t);
  const { promise: attached, resolve, reject } = Promise.withResolvers<void>();
  const word = new Int32Array(new SharedArrayBuffer(4));
  let lines = 0;
  let pauseAt = pauseEvery / 10;
  const wrong: string[] = [];
  const read = (text: string): void => {
    // A batch may come as one text.
    for (const one of text.split('\n').slice(0, -1)) {
      lines += 1;
      if (!line.test(one) && wrong.length < 5) wrong.push(one);
    }
    if (lines < pauseAt) return;
    pauseAt = lines + pauseEvery;
    Atomics.wait(word, 0, 0, pauseMillis);
  };
  const session = startSession(
    sessionOptions(script, { cgroup, limits: { dataRingBytes: 1024 * 1024 } }),
    testTarget(),
    {
      onState(state) {
        if (state.kind === 'attached') resolve();
        if (state.kind === 'failed') reject(new Error(state.message));
      },
      onOutput: read,
      onRound: () => undefined,
    },
  );
  t.after(() => session.release());
  return { session, attached, lines: () => lines, wrong, cgroup: cgroup.path };
}

test('1,000,000 printed events against a slow reader: printed and lost are all of them', async (t) => {
  const script = `${getpgid} { printf("%d %s\\n", args.pid, comm); @ = count(); }`;
  const reader = startSlowReader(t, script, /^\d{1,7} truth$/);
  await reader.attached;
  await runTruth(['flood', events], reader.cgroup);
  reader.session.stop('cancelled');
  const end = await reader.session.done;
  assert.ok(end.kind === 'finished');
  const { losses, emittedEvents } = reader.session.snapshot();
  assert.deepEqual(reader.wrong, []);
  assert.ok(losses.events > 0n, 'a ring of 1 MiB holds what comes in 150 ms');
  assert.equal(BigInt(reader.lines()), emittedEvents);
  assert.equal(BigInt(reader.lines()) + losses.events, BigInt(events));
  assert.equal(losses.missedRuns, 0n);
});

test('exit() in the flood ends it, and what came before is printed or lost', async (t) => {
  const at = 600_000;
  const script = `${getpgid} { if (args.pid <= ${at}) { printf("%d %s\\n", args.pid, comm); } if (args.pid == ${at}) { exit(4); } }`;
  const reader = startSlowReader(t, script, /^\d{1,6} truth$/);
  await reader.attached;
  const [end] = await Promise.all([reader.session.done, runTruth(['flood', events], reader.cgroup)]);
  assert.ok(end.kind === 'finished');
  assert.deepEqual([end.reason, end.exitCode], ['exit', 4]);
  assert.deepEqual(reader.wrong, []);
  assert.equal(BigInt(reader.lines()) + reader.session.snapshot().losses.events, BigInt(at));
});
