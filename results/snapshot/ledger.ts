/**
 * What the operator holds of one job: the newest snapshot of every incarnation, and the older ones that a patch
 * may still be based on. A pure value: the operator stores what an acceptance gives, and only then lets the new
 * ledger replace the old one and acknowledges.
 *
 * Resends and stale snapshots change nothing; lost acknowledgements are harmless, because a patch names its base.
 */
import type { DecodeLimits } from '../canonical/decode.ts';
import { defaultDecodeLimits } from '../canonical/decode.ts';
import { DecodeError } from '../canonical/decode-error.ts';
import { addLosses, noLosses } from '../losses.ts';
import { type Contributor, type Folded, fold } from '../merge/fold.ts';
import type { Losses, MapSchema } from '../schema.ts';
import { emptyTable, type Table } from '../table.ts';
import { applyPatch, type Patch } from './patch.ts';

/** One piece of a snapshot; a map may have several pieces or, when it did not change, none. */
export interface MapPatch extends Patch {
  /** Position in the job's schemas. */
  readonly map: number;
}

/** A whole snapshot: all its chunks. */
export interface Snapshot {
  readonly from: Contributor;
  /** From 1, ascending within the incarnation. */
  readonly seq: bigint;
  /** The acknowledged snapshot that the patches start from; 0: from nothing. */
  readonly baseSeq: bigint;
  /** The incarnation's last. A full final is newer than any snapshot that is not final, whatever its seq. */
  readonly final: boolean;
  readonly patches: readonly MapPatch[];
  readonly losses: Losses;
}

/** An accepted snapshot, with all content. */
export interface Held {
  readonly from: Contributor;
  readonly seq: bigint;
  readonly final: boolean;
  /** By map index. */
  readonly tables: readonly Table[];
  readonly losses: Losses;
}

export interface Ledger {
  readonly schemas: readonly MapSchema[];
  readonly incarnations: ReadonlyMap<string, HeldIncarnation>;
}

interface HeldIncarnation {
  readonly newest: Held;
  /** Older ones, ascending; the first is the base that was last used. */
  readonly bases: readonly Held[];
}

/** Snapshots kept behind the newest one, so that up to so many lost acknowledgements in a row need no full snapshot. */
const maxBases = 3;

export type Acceptance =
  /** Store `held`, then acknowledge its seq. */
  | { readonly kind: 'accepted'; readonly ledger: Ledger; readonly held: Held }
  /** Already held, or older than what is held: acknowledge `seq` again. */
  | { readonly kind: 'stale'; readonly seq: bigint; readonly final: boolean }
  /** The base is not held: ask for a full snapshot. */
  | { readonly kind: 'needFull' };

export function emptyLedger(schemas: readonly MapSchema[]): Ledger {
  return { schemas, incarnations: new Map() };
}

/** From what was stored: the newest of each incarnation. */
export function restoreLedger(schemas: readonly MapSchema[], held: Iterable<Held>): Ledger {
  const incarnations = new Map<string, HeldIncarnation>();
  for (const newest of held) incarnations.set(contributorId(newest.from), { newest, bases: [] });
  return { schemas, incarnations };
}

/** Needs: a snapshot of this job. Gives: what to do with it. Throws DecodeError when it is malformed. */
export function acceptSnapshot(
  ledger: Ledger,
  snapshot: Snapshot,
  limits: DecodeLimits = defaultDecodeLimits,
): Acceptance {
  if (snapshot.seq < 1n || snapshot.baseSeq < 0n || snapshot.baseSeq >= snapshot.seq) {
    throw new DecodeError('sequence', `snapshot ${snapshot.seq} cannot be based on ${snapshot.baseSeq}`);
  }
  const id = contributorId(snapshot.from);
  const known = ledger.incarnations.get(id) ?? null;
  if (known !== null && !isNewer(snapshot, known.newest))
    return { kind: 'stale', seq: known.newest.seq, final: known.newest.final };
  const base = snapshot.baseSeq === 0n ? null : findBase(known, snapshot.baseSeq);
  if (snapshot.baseSeq !== 0n && base === null) return { kind: 'needFull' };
  const held = applySnapshot(ledger.schemas, base, snapshot, limits);
  const incarnations = new Map(ledger.incarnations).set(id, { newest: held, bases: basesAfter(known, base, held) });
  return { kind: 'accepted', ledger: { schemas: ledger.schemas, incarnations }, held };
}

/** Every incarnation's newest snapshot. */
export function heldSnapshots(ledger: Ledger): readonly Held[] {
  return [...ledger.incarnations.values()].map(({ newest }) => newest);
}

export interface FoldedLedger {
  /** By map index. */
  readonly maps: readonly Folded[];
  /** By node name: the sum over its incarnations. */
  readonly losses: ReadonlyMap<string, Losses>;
}

export function foldLedger(ledger: Ledger): FoldedLedger {
  const held = heldSnapshots(ledger);
  const maps = ledger.schemas.map((schema, map) => {
    const contributions = held.map(({ from, tables }) => ({ from, table: tables[map] ?? emptyTable(schema) }));
    return fold(schema, contributions);
  });
  const losses = new Map<string, Losses>();
  for (const { from, losses: lost } of held) losses.set(from.node, addLosses(losses.get(from.node) ?? noLosses, lost));
  return { maps, losses: new Map([...losses].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function contributorId(from: Contributor): string {
  return JSON.stringify([from.node, from.incarnation]);
}

/**
 * A recovered incarnation's final is sent by a successor that does not know its predecessor's sequence, so
 * a full final beats every snapshot before it. Nothing comes after a final.
 */
function isNewer(snapshot: Snapshot, held: Held): boolean {
  if (held.final) return false;
  return snapshot.seq > held.seq || (snapshot.final && snapshot.baseSeq === 0n);
}

function findBase(known: HeldIncarnation | null, seq: bigint): Held | null {
  if (known === null) return null;
  return [...known.bases, known.newest].find((held) => held.seq === seq) ?? null;
}

function applySnapshot(
  schemas: readonly MapSchema[],
  base: Held | null,
  snapshot: Snapshot,
  limits: DecodeLimits,
): Held {
  const tables = schemas.map((schema, map) => base?.tables[map] ?? emptyTable(schema));
  for (const patch of snapshot.patches) {
    const table = tables[patch.map];
    if (table === undefined) throw new DecodeError('count', `map ${patch.map} of a job with ${schemas.length} maps`);
    tables[patch.map] = applyPatch(table, patch, limits);
  }
  return { from: snapshot.from, seq: snapshot.seq, final: snapshot.final, tables, losses: snapshot.losses };
}

/** The base in use is never dropped: the agent stays with it until another acknowledgement arrives. */
function basesAfter(known: HeldIncarnation | null, used: Held | null, newest: Held): readonly Held[] {
  if (known === null || newest.final) return [];
  const older = [...known.bases, known.newest].filter((held) => used === null || held.seq >= used.seq);
  if (older.length <= maxBases) return older;
  return [...older.slice(0, 1), ...older.slice(-(maxBases - 1))];
}
