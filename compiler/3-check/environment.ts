/**
 * What is known of all variables and maps while the types grow to a fixed point.
 *
 * The program is checked in rounds. In each, every place collects what comes to it anew, while reads see what the round
 * before collected; so an early guess leaves no trace. A round that ends as it began is the last.
 */
import type { Scale } from '@bpfleet/results/buckets';
import type { BoundMap, BoundVariable } from '../2-bind/bound.ts';
import type { Span } from '../source/source.ts';
import { join, type Slot } from './slot.ts';
import type { MapSymbol, MapValue, Series, Type, VariableSymbol } from './typed.ts';
import { equalTypes, int64, uint64 } from './types.ts';

/** One place that values come to. */
export class Cell {
  /** What first came here in this round, for messages that name both sides of a conflict. */
  firstSpan: Span | null = null;
  readonly locked: boolean;
  #before: Slot | null = null;
  #assumed: Slot | null = null;
  readonly #first: Slot | null;
  #now: Slot | null;

  /** A locked cell has a declared type, and keeps it; one that grows begins with it. */
  constructor(declared: Slot | null = null, grows = false) {
    this.locked = declared !== null && !grows;
    this.#first = declared;
    this.#now = declared;
  }

  read(): Slot | null {
    return this.#before ?? this.#now ?? this.#assumed;
  }

  /** A value comes; false when it cannot be held together with what came before. */
  note(slot: Slot, span: Span): boolean {
    this.firstSpan ??= span;
    const joined = this.#now === null ? slot : join(this.#now, slot);
    if (joined === null) return false;
    this.#now = this.locked && this.#now !== null ? { ...this.#now, nodeLocal: joined.nodeLocal } : joined;
    return true;
  }

  /** What reads see from now on as long as nothing is known; false where something is, or was assumed before. */
  assume(slot: Slot): boolean {
    if (this.read() !== null) return false;
    this.#assumed = slot;
    return true;
  }

  /** Whether this round found something else than the one before. With `keep`, nothing found is forgotten again. */
  endRound(keep: boolean): boolean {
    const changed = !equalSlots(this.#before, this.#now);
    this.#before = this.#now;
    if (!keep && !this.locked) this.#now = this.#first;
    this.firstSpan = null;
    return changed;
  }
}

function equalSlots(a: Slot | null, b: Slot | null): boolean {
  if (a === null || b === null) return a === b;
  return equalTypes(a.type, b.type) && a.flexible === b.flexible && a.nodeLocal === b.nodeLocal;
}

export type MapKind = MapValue['kind'] | 'tseries';

/** `last` is what no aggregation is named for. */
export type SeriesOf = Series & { readonly aggregation: 'last' | 'sum' | 'min' | 'max' | 'avg' };

export class MapState {
  readonly bound: BoundMap;
  readonly keys: readonly Cell[];
  /** What is summed, compared or kept. */
  readonly value = new Cell();
  /** Decided by the first statement that gives the map a value. */
  kind: MapKind | null = null;
  kindSpan: Span | null = null;
  /** Of histograms, with `kind`. */
  scale: Scale | null = null;
  /** Of tseries(), with `kind`. */
  series: SeriesOf | null = null;
  /** Read as a value, and given none so far. */
  readOnly = false;
  /** Whether this round named it where control arrives. A map that is named elsewhere only is none of the program's. */
  reached = false;
  /** Of its symbol: its place among the maps of the program. */
  id: number;
  #symbol: MapSymbol | null = null;

  constructor(bound: BoundMap, columns: number) {
    this.bound = bound;
    this.id = bound.id;
    this.keys = Array.from({ length: columns }, () => new Cell());
  }

  /** As far as known in this round; null while nothing is. */
  symbol(): MapSymbol | null {
    this.#symbol ??= this.#build();
    return this.#symbol;
  }

  /** Takes a plain value of which nothing is known for a small integer; false where that changes nothing. */
  assumeInteger(): boolean {
    if (this.kind !== 'scalar') return false;
    return this.value.assume({ type: { kind: 'int', size: 1, signed: true }, flexible: true, nodeLocal: false });
  }

  endRound(keep: boolean): boolean {
    this.#symbol = null;
    this.reached = false;
    const isNew = this.readOnly && this.kind === null;
    // Zero, whenever it is read.
    if (isNew) this.kind = 'scalar';
    if (isNew) this.value.assume({ type: int64, flexible: true, nodeLocal: false });
    return isNew || [this.value, ...this.keys].map((cell) => cell.endRound(keep)).includes(true);
  }

  #build(): MapSymbol | null {
    const value = this.#mapValue();
    const keys = this.keys.map((cell) => cell.read()).filter((slot) => slot !== null);
    if (value === null || keys.length < this.keys.length) return null;
    const { name, span, declared } = this.bound;
    const time = this.series === null ? [] : [{ type: uint64, nodeLocal: false }];
    const columns = [...keys.flatMap(columnsOf), ...time];
    const nodeLocalKeys = columns.map(({ nodeLocal }) => nodeLocal);
    const series = this.series === null ? null : { interval: this.series.interval, intervals: this.series.intervals };
    return { id: this.id, name, span, value, keys: columns.map(({ type }) => type), nodeLocalKeys, series, declared };
  }

  #mapValue(): MapValue | null {
    if (this.kind === null || this.kind === 'count') return this.kind === null ? null : { kind: 'count' };
    if (this.kind === 'hist' || this.kind === 'lhist') return this.scale;
    const slot = this.value.read();
    if (slot === null) return null;
    const type = slot.type;
    if (this.kind === 'scalar') return { kind: 'scalar', type };
    if (this.kind === 'tseries') return seriesValue(this.series?.aggregation ?? 'last', type);
    return { kind: this.kind, signed: type.kind === 'int' && type.signed };
  }
}

function seriesValue(kind: SeriesOf['aggregation'], type: Type): MapValue {
  return kind === 'last' ? { kind: 'scalar', type } : { kind, signed: type.kind === 'int' && type.signed };
}

/** A key that is one tuple, and nothing else, is a key of its elements (inventory L2.32). */
function columnsOf(
  key: Slot,
  _: number,
  keys: readonly Slot[],
): { readonly type: Type; readonly nodeLocal: boolean }[] {
  const { nodeLocal } = key;
  const type = key.type;
  const isWhole = keys.length === 1 && type.kind === 'tuple' && type.elements.length > 0;
  return (isWhole ? type.elements : [type]).map((each) => ({ type: each, nodeLocal }));
}

/** The variables of one program: a probe, or one attach point of it. */
export class VariableTable {
  readonly #cells = new Map<BoundVariable, Cell>();
  readonly #symbols = new Map<BoundVariable, VariableSymbol>();

  cell(variable: BoundVariable, declared: Type | null, grows: boolean): Cell {
    const known = this.#cells.get(variable);
    if (known !== undefined) return known;
    const cell = new Cell(declared === null ? null : { type: declared, flexible: false, nodeLocal: false }, grows);
    this.#cells.set(variable, cell);
    return cell;
  }

  /** One object a variable and round; `id` numbers a new one. */
  symbol(variable: BoundVariable, slot: Slot, nextId: () => number): VariableSymbol {
    const known = this.#symbols.get(variable);
    if (known !== undefined) return known;
    const symbol = { id: nextId(), name: variable.name, type: slot.type };
    this.#symbols.set(variable, symbol);
    return symbol;
  }

  /** The variables of the round, in order of first use. */
  symbols(): VariableSymbol[] {
    return [...this.#symbols.values()];
  }

  endRound(keep: boolean): boolean {
    this.#symbols.clear();
    return [...this.#cells.values()].map((cell) => cell.endRound(keep)).includes(true);
  }
}
