import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Budget } from './budget.ts';
import { Queue } from './queue.ts';

const overhead = 64;
const window = 1 << 20;

function filled(count: number, bytes = 0): { readonly queue: Queue<number>; readonly budget: Budget } {
  const budget = new Budget(1 << 20);
  const queue = new Queue<number>(budget);
  for (let item = 1; item <= count; item += 1) queue.push(item, bytes);
  return { queue, budget };
}

const items = (batch: readonly { readonly item: number }[]): readonly number[] => batch.map(({ item }) => item);

test('batches are in order, without gaps, at most as large as asked for', () => {
  const { queue } = filled(5, 36);
  assert.deepEqual(items(queue.take(250, window)), [1, 2]);
  assert.equal(queue.drained, false);
  assert.deepEqual(items(queue.take(1000, window)), [3, 4, 5]);
  assert.equal(queue.drained, true);
  assert.deepEqual(queue.take(1000, window), []);
});

test('an item that is larger than a batch goes alone', () => {
  const { queue } = filled(2, 5000);
  assert.deepEqual(items(queue.take(100, window)), [1]);
  assert.deepEqual(items(queue.take(100, window)), [2]);
});

test('a full window waits for an acknowledgement', () => {
  const { queue } = filled(4);
  assert.deepEqual(items(queue.take(2 * overhead, 2 * overhead)), [1, 2]);
  assert.deepEqual(queue.take(2 * overhead, 2 * overhead), []);
  queue.acknowledge(1n);
  assert.deepEqual(items(queue.take(2 * overhead, 2 * overhead)), [3, 4]);
});

test('what has no room is dropped and counted, and takes no number', () => {
  const budget = new Budget(2 * overhead);
  const queue = new Queue<string>(budget);
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((item) => queue.push(item, 0)),
    [true, true, false, false],
  );
  assert.equal(queue.dropped, 2n);
  queue.take(window, window);
  queue.acknowledge(1n);
  assert.equal(queue.push('e', 0), true);
  assert.deepEqual(
    queue.take(window, window).map(({ seq, item }) => [seq, item]),
    [[3n, 'e']],
  );
});

test('two queues share one budget, and get it back', () => {
  const budget = new Budget(2 * overhead);
  const [one, other] = [new Queue<number>(budget), new Queue<number>(budget)];
  one.push(1, 0);
  one.push(2, 0);
  assert.equal(other.push(1, 0), false);
  one.acknowledge(1n);
  assert.equal(other.push(1, 0), true);
  one.clear();
  other.clear();
  assert.equal(budget.used, 0);
});

test('a new connection sends again what was not acknowledged', () => {
  const { queue, budget } = filled(3);
  queue.take(window, window);
  queue.acknowledge(2n);
  queue.rewind();
  assert.deepEqual(
    queue.take(window, window).map(({ seq }) => seq),
    [3n],
  );
  queue.acknowledge(3n);
  assert.equal(budget.used, 0);
});

const acknowledgements: readonly {
  readonly name: string;
  readonly seqs: readonly bigint[];
  readonly left: readonly number[];
}[] = [
  { name: 'one twice', seqs: [2n, 2n], left: [3, 4] },
  { name: 'an older one late', seqs: [3n, 1n], left: [4] },
  { name: 'nothing', seqs: [0n], left: [1, 2, 3, 4] },
  { name: 'more than there is', seqs: [1n << 63n], left: [] },
];

for (const { name, seqs, left } of acknowledgements) {
  test(`acknowledging ${name}`, () => {
    const { queue, budget } = filled(4);
    queue.take(window, window);
    for (const seq of seqs) queue.acknowledge(seq);
    queue.rewind();
    assert.deepEqual(items(queue.take(window, window)), left);
    assert.equal(budget.used, left.length * overhead);
  });
}
