/**
 * Names of addresses in processes.
 *
 * Needs: the worker. Gives: for each address the function and the file, as far as they are known. Processes that were seen
 * alive are known after their end. Reports: nothing; an unknown address has no name.
 */
import { BoundedMap } from './bounded-map.ts';
import type { DebugFiles } from './debug-files.ts';
import { HeldFiles } from './process/held-files.ts';
import { isFile } from './process/mappings.ts';
import { type MappedFile, ProcessView } from './process/view.ts';
import type { Resolved } from './protocol.ts';
import type { SymbolWorker } from './worker-process.ts';

export interface UserFrame {
  readonly address: bigint;
  readonly symbol: Resolved | null;
  /** What has the symbol: a file, a perf map, `[vdso]`. */
  readonly from: string | null;
  readonly file: { readonly buildId: string | null; readonly offset: bigint } | null;
}

const maxProcesses = 4096;
const maxSymbols = 262_144;
const maxFiles = 8192;
/** A process may be seen first while the loader maps its libraries, or before exec(2): when it is looked at again. */
const lookAgainMillis: readonly number[] = [3, 15, 75, 375];
/** For all processes together: of the time, one part in so many, after what is had at once. */
const lookAgainShare = 20;
const firstLookMillis = 200;
/** When more files are held, the worker is given those of a process as soon as it is seen. */
const maxHeld = 64;

export class UserSymbols {
  readonly #worker: SymbolWorker;
  readonly #debugFiles: DebugFiles;
  readonly #processes = new BoundedMap<number, ProcessView>(maxProcesses);
  /** By file and place; null: there is no name. */
  readonly #symbols = new BoundedMap<string, Resolved | null>(maxSymbols);
  readonly #buildIds = new BoundedMap<string, string | null>(maxFiles);

  readonly #held = new HeldFiles();
  readonly #since = performance.now();
  #lookedMillis = 0;

  constructor(worker: SymbolWorker, debugFiles: DebugFiles) {
    this.#worker = worker;
    this.#debugFiles = debugFiles;
  }

  /** Names will be wanted: the worker takes a moment to start. */
  start(): void {
    this.#worker.start();
  }

  see(pid: number): void {
    this.#worker.start();
    this.#view(pid);
  }

  frames(pid: number, addresses: readonly bigint[]): readonly UserFrame[] {
    const view = this.#view(pid);
    return addresses.map((address) => this.#frame(view, address));
  }

  #view(pid: number): ProcessView {
    const known = this.#processes.get(pid);
    if (known !== undefined) return known;
    const view = new ProcessView(pid, this.#held);
    this.#processes.set(pid, view);
    this.#open(view);
    this.#lookAgain(view, 0);
    return view;
  }

  /** Now it may still be alive. The worker, which may still be starting, is given few files before a name is wanted. */
  #open(view: ProcessView): void {
    const files = view.files();
    if (this.#held.count > maxHeld) for (const file of files) this.#buildId(file);
  }

  #lookAgain(view: ProcessView, times: number): void {
    const millis = lookAgainMillis[times];
    if (millis === undefined) return;
    const again = (): void => {
      const began = performance.now();
      if (this.#lookedMillis > firstLookMillis + (began - this.#since) / lookAgainShare || !view.look()) return;
      this.#open(view);
      this.#lookedMillis += performance.now() - began;
      this.#lookAgain(view, times + 1);
    };
    setTimeout(again, millis).unref();
  }

  #frame(view: ProcessView, address: bigint): UserFrame {
    const mapping = view.mappingAt(address);
    if (mapping === null) return { address, symbol: null, from: null, file: null };
    const offset = address - mapping.start + mapping.offset;
    if (mapping.path === '[vdso]')
      return { address, symbol: this.#vdso(address - mapping.start), from: mapping.path, file: null };
    const file = isFile(mapping) ? view.fileOf(mapping) : null;
    const known = file === null ? null : { buildId: this.#buildId(file), offset };
    const symbol = file === null ? null : this.#resolve(view, file, offset);
    if (symbol !== null) return { address, symbol, from: mapping.path, file: known };
    return { address, ...this.#jitted(view, address), file: known };
  }

  #resolve(view: ProcessView, file: MappedFile, offset: bigint): Resolved | null {
    return this.#remember(`${file.key} ${offset}`, () => {
      const debug = this.#debugFiles.find(file, file.root, file.path, (path) => view.isServedAt(path));
      const files = debug === null ? [file] : [file, debug];
      const question = {
        kind: 'resolve',
        file: file.key,
        debug: debug?.key ?? null,
        offsets: [Number(offset)],
      } as const;
      return this.#worker.ask(question, files)?.[0] ?? null;
    });
  }

  #vdso(offset: bigint): Resolved | null {
    return this.#remember(`vdso ${offset}`, () => {
      return this.#worker.ask({ kind: 'vdso', offsets: [Number(offset)] }, [])?.[0] ?? null;
    });
  }

  /** Not remembered by address: the compiler uses it again. The file's key changes with every line that it writes. */
  #jitted(view: ProcessView, address: bigint): Pick<UserFrame, 'symbol' | 'from'> {
    const map = view.perfMap();
    if (map === null) return { symbol: null, from: null };
    const symbol = this.#remember(`${map.key} ${address}`, () => {
      return this.#worker.ask({ kind: 'jit', file: map.key, addresses: [Number(address)] }, [map])?.[0] ?? null;
    });
    return { symbol, from: map.path };
  }

  #buildId(file: MappedFile): string | null {
    const known = this.#buildIds.get(file.key);
    if (known !== undefined) return known;
    const buildId = this.#worker.ask({ kind: 'describe', file: file.key }, [file])?.buildId ?? null;
    this.#buildIds.set(file.key, buildId);
    return buildId;
  }

  #remember(key: string, find: () => Resolved | null): Resolved | null {
    const known = this.#symbols.get(key);
    if (known !== undefined) return known;
    const symbol = find();
    this.#symbols.set(key, symbol);
    return symbol;
  }
}
