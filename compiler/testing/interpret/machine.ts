/** What programs see of the kernel: maps, rings, globals, and the task and time of the current event. */
import type { MapDefinition, Module } from '../../ir/ir.ts';
import { Region } from './memory.ts';

export interface Event {
  readonly pid: number;
  readonly tid: number;
  readonly comm: string;
  readonly nsecs: bigint;
  readonly cpu: number;
  /** Ancestor cgroup ids by level. */
  readonly cgroups: readonly bigint[];
  /** The tracepoint record. */
  readonly record: Uint8Array;
}

export const someEvent: Event = {
  pid: 100,
  tid: 101,
  comm: 'dd',
  nsecs: 5_000n,
  cpu: 0,
  cgroups: [1n, 7n],
  record: new Uint8Array(64),
};

export class Machine {
  readonly module: Module;
  readonly globals: Region;
  readonly rings = new Map<string, Uint8Array[]>();
  readonly cpus: number;
  /** Reservations that a ring still takes. */
  readonly room = new Map<string, number>();
  /** Called before each helper call: a test makes other CPUs act here. */
  interfere: (helper: string) => void = () => undefined;
  /** The same before each compare and exchange. */
  interfereExchange: () => void = () => undefined;
  readonly #maps = new Map<string, Map<string, Region[]>>();

  constructor(module: Module, cpus = 2) {
    this.module = module;
    this.cpus = cpus;
    this.globals = new Region('globals', module.globals.size, false);
    for (const map of module.maps) {
      if (map.type === 'ringbuf') this.rings.set(map.name, []);
      this.#maps.set(map.name, new Map());
    }
  }

  definition(name: string): MapDefinition {
    const map = this.module.maps.find((each) => each.name === name);
    if (map === undefined) throw new Error(`no map ${name}`);
    return map;
  }

  global(offset: number): bigint {
    return new DataView(this.globals.bytes.buffer).getBigUint64(offset, true);
  }

  /** The value's region on this CPU; null when the key is missing. */
  lookUp(name: string, key: Uint8Array, cpu: number): Region | null {
    const map = this.definition(name);
    const isArray = map.type === 'array' || map.type === 'percpu_array';
    if (isArray && Buffer.from(key).readUInt32LE() >= map.maxEntries) return null;
    if (isArray && !this.#elements(name).has(hex(key))) this.#insert(map, key);
    const regions = this.#elements(name).get(hex(key));
    return regions?.[isPerCpu(map) ? cpu : 0] ?? null;
  }

  /** As bpf_map_update_elem: 0 or a negative errno. */
  update(name: string, key: Uint8Array, value: Uint8Array, flags: bigint, cpu: number): bigint {
    const map = this.definition(name);
    const exists = this.#elements(name).has(hex(key));
    if (exists && flags === 1n) return -17n;
    if (!exists && this.#elements(name).size >= map.maxEntries) return -7n;
    if (!exists) this.#insert(map, key);
    this.lookUp(name, key, cpu)?.write(0, value);
    return 0n;
  }

  /** As bpf_map_delete_elem: 0 or ENOENT. */
  delete(name: string, key: Uint8Array): bigint {
    return this.#elements(name).delete(hex(key)) ? 0n : -2n;
  }

  /** Keys (hex) and values, one per CPU for per-CPU maps. */
  entries(name: string): ReadonlyMap<string, readonly Uint8Array[]> {
    return new Map([...this.#elements(name)].map(([key, regions]) => [key, regions.map((region) => region.bytes)]));
  }

  #elements(name: string): Map<string, Region[]> {
    const elements = this.#maps.get(name);
    if (elements === undefined) throw new Error(`no map ${name}`);
    return elements;
  }

  #insert(map: MapDefinition, key: Uint8Array): void {
    const count = isPerCpu(map) ? this.cpus : 1;
    const regions = Array.from({ length: count }, () => new Region(`value of ${map.name}`, map.valueSize, false));
    this.#elements(map.name).set(hex(key), regions);
  }
}

function isPerCpu(map: MapDefinition): boolean {
  return map.type === 'percpu_array' || map.type === 'percpu_hash' || map.type === 'lru_percpu_hash';
}

function hex(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}
