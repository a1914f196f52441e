/**
 * Names of the kernel's addresses, from /proc/kallsyms.
 *
 * Needs: root, to be shown addresses. Gives: the symbol at an address, the address of a symbol. The table is read when it is
 * first asked, and again now and then when an address is in none: modules and BPF programs come and go. Reports: nothing.
 */
import { readFileSync } from 'node:fs';

export interface KernelSymbol {
  readonly name: string;
  /** Bytes from its beginning. */
  readonly into: bigint;
}

interface Table {
  /** Ascending; of the names of one address the last is shown, as bpftrace mostly does: `__x64_sys_sync`, not `__do_sys_sync`. */
  readonly addresses: BigUint64Array;
  readonly names: readonly string[];
}

/** Behind a symbol by more than this, an address is in no code: between the kernel, its modules and the programs are gaps. */
const maxSize = 1n << 24n;
/** The same of the last symbol. */
const maxLastSize = 1n << 20n;
const rereadMillis = 10_000;

export class KernelSymbols {
  #table: Table | null = null;
  #readAt = 0;
  #byName: ReadonlyMap<string, bigint> | null = null;

  /** Null when there is no symbol of this name. */
  address(name: string): bigint | null {
    this.#byName ??= addressesByName(this.#read());
    return this.#byName.get(name) ?? null;
  }

  at(address: bigint): KernelSymbol | null {
    const found = symbolAt(this.#table ?? this.#read(), address);
    if (found !== null || Date.now() - this.#readAt < rereadMillis) return found;
    return symbolAt(this.#read(), address);
  }

  /** BPF programs came: what is known of the kernel's code is old. */
  forget(): void {
    this.#table = null;
  }

  /** What is there now has its names later too. */
  keep(): void {
    this.#table ??= this.#read();
  }

  #read(): Table {
    this.#readAt = Date.now();
    this.#byName = null;
    this.#table = parseKallsyms(readFileSync('/proc/kallsyms', 'latin1'));
    return this.#table;
  }
}

export function parseKallsyms(text: string): Table {
  const all: { readonly address: bigint; readonly name: string }[] = [];
  for (const line of text.split('\n')) {
    const name = line.slice(19).split('\t', 1)[0] ?? '';
    if (name === '' || line[16] !== ' ') continue;
    const address = BigInt(`0x${line.slice(0, 16)}`);
    if (address !== 0n) all.push({ address, name });
  }
  all.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  return {
    addresses: BigUint64Array.from(all, ({ address }) => address),
    names: all.map(({ name }) => name),
  };
}

function addressesByName({ addresses, names }: Table): ReadonlyMap<string, bigint> {
  const byName = new Map<string, bigint>();
  for (const [index, name] of names.entries()) if (!byName.has(name)) byName.set(name, addresses[index] ?? 0n);
  return byName;
}

export function symbolAt({ addresses, names }: Table, address: bigint): KernelSymbol | null {
  const behind = firstAbove(addresses, address);
  const start = addresses[behind - 1];
  if (start === undefined) return null;
  const name = names[behind - 1];
  const into = address - start;
  return name === undefined || into > (behind === addresses.length ? maxLastSize : maxSize) ? null : { name, into };
}

function firstAbove(addresses: BigUint64Array, address: bigint): number {
  let [low, high] = [0, addresses.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((addresses[middle] ?? 0n) <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}
