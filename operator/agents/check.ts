/**
 * Whether a decoded message is within what the protocol allows, before anything is done with it.
 *
 * Needs: a message that protobuf could read. Gives: nothing. Reports: Refused, with what is out of bounds.
 * What rows may be is checked where they are decoded, against the job's limits.
 */
import type {
  AgentMessage,
  EventBatch,
  Hello,
  Rounds,
  SessionStatus,
  SnapshotChunk,
  TargetChunk,
} from '@bpfleet/proto';
import { Refused } from '../merge/change.ts';

const maxSigned = (1n << 63n) - 1n;
const maxIdLength = 200;
const maxTextLength = 64 * 1024;

export function checkMessage(message: AgentMessage): void {
  switch (message.kind) {
    case 'hello':
      return checkHello(message.value);
    case 'targetChunk':
      return checkTargetChunk(message.value);
    case 'sessionStatus':
      return checkStatus(message.value);
    case 'snapshotChunk':
      return checkSnapshotChunk(message.value);
    case 'rounds':
      return checkRounds(message.value);
    case 'eventBatch':
      return checkEventBatch(message.value);
    case 'health':
      return checkNumber('wall_clock_ns', message.value.wallClockNs);
  }
}

function checkHello(hello: Hello): void {
  if (!/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(hello.node)) throw new Refused(`node name ${show(hello.node)}`);
  checkDigest(hello.targetDigest);
  checkText('version', hello.version, maxIdLength);
  checkText('architecture', hello.architecture, maxIdLength);
  checkText('kernel_release', hello.kernelRelease, maxIdLength);
  checkNumber('wall_clock_ns', hello.wallClockNs);
  checkCount('held incarnations', hello.held.length, 10_000);
  for (const { jobUid, incarnation } of hello.held) checkIds(jobUid, incarnation);
}

function checkTargetChunk({ digest, data }: TargetChunk): void {
  checkDigest(digest);
  if (data.length === 0) throw new Refused('a chunk of a Target without content');
}

function checkStatus(status: SessionStatus): void {
  checkIds(status.jobUid, status.incarnation);
  checkNumber('attached_ns', status.attachedNs);
  checkNumber('detached_ns', status.detachedNs);
  checkNumber('generation', status.generation);
  if (status.reason !== '' && !/^[A-Z][A-Za-z]{0,63}$/.test(status.reason))
    throw new Refused(`reason ${show(status.reason)}`);
  checkText('message', status.message, maxTextLength);
  checkCount('diagnostics', status.diagnostics.length, 200);
  for (const { severity, code, message, hint } of status.diagnostics) {
    if (severity !== 'error' && severity !== 'warning') throw new Refused(`severity ${show(severity)}`);
    checkText('code', code, maxIdLength);
    checkText('diagnostic', message, maxTextLength);
    checkText('hint', hint, maxTextLength);
  }
}

function checkSnapshotChunk(chunk: SnapshotChunk): void {
  checkIds(chunk.jobUid, chunk.incarnation);
  checkNumber('seq', chunk.seq);
  checkNumber('base_seq', chunk.baseSeq);
  checkNumber('taken_ns', chunk.takenNs);
  checkNumber('emitted_events', chunk.emittedEvents);
  checkNumber('emitted_rounds', chunk.emittedRounds);
  checkCount('maps', chunk.maps.length, 10_000);
  for (const [name, count] of Object.entries(chunk.losses ?? {})) checkNumber(`losses.${name}`, count as bigint);
}

function checkRounds({ jobUid, incarnation, rounds }: Rounds): void {
  checkIds(jobUid, incarnation);
  checkCount('rounds', rounds.length, 10_000);
  for (const { seq, tick, takenNs } of rounds) {
    checkNumber('seq', seq);
    checkNumber('tick', tick);
    checkNumber('taken_ns', takenNs);
  }
}

function checkEventBatch({ jobUid, incarnation, firstSeq, lines }: EventBatch): void {
  checkIds(jobUid, incarnation);
  checkNumber('first_seq', firstSeq);
  checkCount('lines', lines.length, 100_000);
  checkNumber('last line', firstSeq + BigInt(lines.length));
  for (const { atNs } of lines) checkNumber('at_ns', atNs);
}

function checkIds(jobUid: string, incarnation: string): void {
  for (const id of [jobUid, incarnation]) {
    if (!/^[\w.:-]{1,200}$/.test(id)) throw new Refused(`id ${show(id)}`);
  }
}

function checkDigest(digest: string): void {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new Refused(`digest ${show(digest)}: sha256 in hex is expected`);
}

function checkText(name: string, text: string, most: number): void {
  if (text.length > most) throw new Refused(`${name} of ${text.length} characters: at most ${most} are taken`);
}

/** Sequences, moments and counts stay below 2^63: more is no count of anything. */
function checkNumber(name: string, value: bigint): void {
  if (value > maxSigned) throw new Refused(`${name} of ${value}: at most 2^63 - 1 is taken`);
}

function checkCount(name: string, count: number, most: number): void {
  if (count > most) throw new Refused(`${count} ${name}: at most ${most} are taken`);
}

function show(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}
