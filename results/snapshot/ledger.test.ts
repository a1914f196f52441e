import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecodeError } from '../canonical/decode-error.ts';
import { noLosses } from '../losses.ts';
import { emptyTable, type Table, tableOf } from '../table.ts';
import { tableLines } from '../testing/assert.ts';
import { bytes, column, count, number, row, schemaOf, string } from '../testing/schemas.ts';
import {
  acceptSnapshot,
  emptyLedger,
  foldLedger,
  heldSnapshots,
  type Ledger,
  restoreLedger,
  type Snapshot,
} from './ledger.ts';
import { diff } from './patch.ts';

const schema = schemaOf('@', [column(string)], count);

/** `a1 b2`: the count of each key. */
function contents(text: string): Table {
  const rows = text.split(' ').filter((word) => word !== '');
  return tableOf(
    schema,
    rows.map((word) => row([bytes(word.slice(0, 1))], number(BigInt(word.slice(1))))),
  );
}

interface Sent {
  readonly seq: bigint;
  readonly base?: readonly [seq: bigint, contents: string];
  readonly now: string;
  readonly final?: boolean;
  readonly incarnation?: string;
}

function snapshot({ seq, base, now, final, incarnation }: Sent): Snapshot {
  const [baseSeq, before] = base ?? [0n, ''];
  return {
    from: { node: 'n1', incarnation: incarnation ?? 'x', startedAt: incarnation === undefined ? 1n : 2n },
    seq,
    baseSeq,
    final: final ?? false,
    patches: [{ map: 0, ...diff(contents(before), contents(now)) }],
    losses: { ...noLosses, events: seq },
  };
}

/** What becomes of each snapshot in turn, and the total at the end. */
function check(sent: readonly Sent[], outcomes: readonly string[], total: readonly string[]): Ledger {
  let ledger = emptyLedger([schema]);
  const seen = sent.map((one) => {
    const acceptance = acceptSnapshot(ledger, snapshot(one));
    if (acceptance.kind === 'accepted') ledger = acceptance.ledger;
    return acceptance.kind === 'stale' ? `stale ${acceptance.seq}` : acceptance.kind;
  });
  assert.deepEqual(seen, outcomes);
  assert.deepEqual(tableLines(foldLedger(ledger).maps[0]?.total ?? emptyTable(schema)), total);
  return ledger;
}

const first: Sent = { seq: 1n, now: 'a1 b1' };
const second: Sent = { seq: 2n, base: [1n, 'a1 b1'], now: 'a2 c1' };
const third: Sent = { seq: 3n, base: [1n, 'a1 b1'], now: 'a3 b1' };

test('a patch replaces what its base held', () => {
  check([first, second], ['accepted', 'accepted'], ['a = 2', 'c = 1']);
});

test('resends and older snapshots change nothing', () => {
  check([first, second, second, first], ['accepted', 'accepted', 'stale 2', 'stale 2'], ['a = 2', 'c = 1']);
});

test('after a lost acknowledgement a patch on the older base is still understood', () => {
  check([first, second, third], ['accepted', 'accepted', 'accepted'], ['a = 3', 'b = 1']);
});

test('a base in use survives many lost acknowledgements', () => {
  const many = Array.from({ length: 9 }, (_, i): Sent => ({ ...third, seq: BigInt(i + 2), now: `a${i + 2}` }));
  check(
    [first, ...many],
    Array.from({ length: 10 }, () => 'accepted'),
    ['a = 10'],
  );
});

test('a patch on an unknown base asks for a full snapshot', () => {
  check([second], ['needFull'], []);
  check([first, { seq: 5n, base: [4n, 'a9'], now: 'a10' }], ['accepted', 'needFull'], ['a = 1', 'b = 1']);
});

test('a recovered final replaces what its dead agent sent, and ends the incarnation', () => {
  const recovered: Sent = { seq: 1n, now: 'a7', final: true };
  check(
    [first, second, recovered, recovered, { seq: 9n, now: 'z1' }],
    ['accepted', 'accepted', 'accepted', 'stale 1', 'stale 1'],
    ['a = 7'],
  );
});

test('incarnations of a node add up, and so do their losses', () => {
  const ledger = check([first, { seq: 4n, now: 'a5', incarnation: 'y' }], ['accepted', 'accepted'], ['a = 6', 'b = 1']);
  assert.equal(foldLedger(ledger).losses.get('n1')?.events, 5n);
});

test('a restored ledger holds the newest snapshots and nothing else', () => {
  const ledger = check([first, second], ['accepted', 'accepted'], ['a = 2', 'c = 1']);
  const restored = restoreLedger([schema], heldSnapshots(ledger));
  assert.deepEqual(foldLedger(restored), foldLedger(ledger));
  assert.equal(acceptSnapshot(restored, snapshot(third)).kind, 'needFull');
  assert.equal(acceptSnapshot(restored, snapshot({ seq: 3n, base: [2n, 'a2 c1'], now: 'a3' })).kind, 'accepted');
});

test('a malformed snapshot throws a DecodeError and changes nothing', () => {
  const good = snapshot(first);
  const bad: readonly Snapshot[] = [
    { ...good, seq: 0n },
    { ...good, baseSeq: 1n },
    { ...good, patches: good.patches.map((patch) => ({ ...patch, map: 1 })) },
    { ...good, patches: good.patches.map((patch) => ({ ...patch, upserts: { ...patch.upserts, count: 3 } })) },
  ];
  for (const one of bad) assert.throws(() => acceptSnapshot(emptyLedger([schema]), one), DecodeError);
});
