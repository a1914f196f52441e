import { checkInteger, checkSize, checkText, checkU64 } from './check.ts';
import { translate } from './errors.ts';
import { addon } from './load.ts';
import { LaneFold, type MapEntries, type MapInfo, type NativeMap } from './native.ts';

const LANE = 8;
const UPDATE_FLAGS_MAX = 2;
const MAX_GROUPS = 65_536;

/** A map of the addon behind argument checks. */
export class CheckedMap implements NativeMap {
  readonly #raw: NativeMap;
  readonly #info: MapInfo;

  constructor(raw: NativeMap) {
    this.#raw = raw;
    this.#info = raw.info();
  }

  /** The addon's own map, for calls that take a map. */
  static raw(map: NativeMap): NativeMap {
    if (!(map instanceof CheckedMap)) throw new TypeError('the map is not one of this package');
    return map.#raw;
  }

  info(): MapInfo {
    return this.#info;
  }

  read(fold: Uint8Array | null): MapEntries {
    const { name, perCpu, valueSize } = this.#info;
    if (perCpu && fold === null) throw new TypeError(`the per-CPU map '${name}' needs a fold`);
    if (!perCpu && fold !== null) throw new TypeError(`the map '${name}' is not per CPU and cannot be folded`);
    if (fold !== null) checkSize(fold, lanes(valueSize), 'the fold');
    return translate(() => this.#raw.read(fold));
  }

  lookup(key: Uint8Array): Buffer | null {
    this.#checkKey(key);
    return translate(() => this.#raw.lookup(key));
  }

  update(key: Uint8Array, value: Uint8Array, flags: number): void {
    const { perCpu, valueSize } = this.#info;
    this.#checkKey(key);
    checkSize(value, perCpu ? addon().possibleCpus() * lanes(valueSize) * LANE : valueSize, 'the value');
    checkInteger(flags, 0, UPDATE_FLAGS_MAX, 'flags');
    translate(() => this.#raw.update(key, value, flags));
  }

  delete(key: Uint8Array): boolean {
    this.#checkKey(key);
    return translate(() => this.#raw.delete(key));
  }

  clear(): void {
    translate(() => this.#raw.clear());
  }

  store(offset: number, value: bigint): void {
    checkInteger(offset, 0, this.#info.valueSize - LANE, 'the offset');
    checkU64(value, 'the value');
    translate(() => this.#raw.store(offset, value));
  }

  foldCells(offset: number, stride: number, count: number, fold: Uint8Array, take: boolean): Buffer {
    const { valueSize } = this.#info;
    checkInteger(offset, 0, valueSize - LANE, 'the offset');
    checkInteger(stride, 0, valueSize, 'the stride');
    checkInteger(count, 1, MAX_GROUPS, 'the count');
    if (fold.some((lane) => lane > LaneFold.or)) throw new RangeError('the fold has an unknown lane');
    return translate(() => this.#raw.foldCells(offset, stride, count, fold, take));
  }

  pin(path: string): void {
    checkText(path, 'the path');
    translate(() => this.#raw.pin(path));
  }

  close(): void {
    this.#raw.close();
  }

  #checkKey(key: Uint8Array): void {
    checkSize(key, this.#info.keySize, 'the key');
  }
}

function lanes(valueSize: number): number {
  return Math.ceil(valueSize / LANE);
}
