/**
 * Programs and libraries of this machine, as the compiler asks for them.
 *
 * Needs: the worker; the process whose files are meant, for `-p`. Gives: a BinaryTable. Reports: what is wrong with a binary,
 * as its `problem`.
 */
import type { Binary, BinaryFunction, BinaryTable } from '@bpfleet/compiler';
import { DebugFiles } from './debug-files.ts';
import { inProcess, type RootedFile, rootedFileIfThere } from '../kernel/foreign-files.ts';
import { locate } from './locate.ts';
import { executableFiles, rootOf } from './process/mappings.ts';
import { mountsOf } from './process/mounts.ts';
import type { SymbolWorker } from './worker-process.ts';

/** `pid` null: no one process is traced. */
export function liveBinaries(pid: number | null, worker: SymbolWorker): BinaryTable {
  const root = pid === null ? '/' : rootOf(pid);
  const debugFiles = new DebugFiles(worker);
  const mounts = mountsOf(pid ?? process.pid);
  const binaryOf = (file: RootedFile): Binary => {
    return liveBinary(file, worker, debugFiles, (path) => {
      const other = file.root === '/' ? inProcess(path) : null;
      return other === null ? mounts.isServedAt(path) : mountsOf(other.pid).isServedAt(other.path);
    });
  };
  return {
    find: (name) => locate(name, root, worker).map(binaryOf),
    mapped() {
      if (pid === null) return null;
      const files = executableFiles(pid).map((path) => rootedFileIfThere(root, path, true));
      return files.filter((file) => file !== null).map(binaryOf);
    },
  };
}

function liveBinary(
  file: RootedFile,
  worker: SymbolWorker,
  debugFiles: DebugFiles,
  isServed: (path: string) => boolean,
): Binary {
  const { root, path, key } = file;
  const description = worker.ask({ kind: 'describe', file: key }, [file]);
  const problem = description === null ? (worker.problem ?? 'it cannot be read') : null;
  let functions: readonly BinaryFunction[] | null = null;
  return {
    reference: { path, root, identity: key },
    problem,
    functions() {
      functions ??= problem === null ? functionsOf(file, worker, debugFiles.find(file, root, path, isServed)) : [];
      return functions;
    },
    demangled() {
      const names = [...new Set(this.functions().map(({ name }) => name))];
      const texts = worker.ask({ kind: 'demangle', names }, []) ?? [];
      const pairs = names.map((name, index): [string, string | null] => [name, texts[index] ?? null]);
      return new Map(pairs.filter((pair): pair is [string, string] => pair[1] !== null));
    },
    distance(offset, name) {
      const debug = debugFiles.find(file, root, path, isServed);
      const files = debug === null ? [file] : [file, debug];
      const question = {
        kind: 'distance',
        file: key,
        debug: debug?.key ?? null,
        offset: Number(offset),
        name,
      } as const;
      const distance = worker.ask(question, files);
      return distance === null ? null : BigInt(distance);
    },
    offsetOf(address) {
      if (address > BigInt(Number.MAX_SAFE_INTEGER)) return null;
      const offset = worker.ask({ kind: 'offset', file: key, address: Number(address) }, [file]);
      return offset === null ? null : BigInt(offset);
    },
  };
}

function functionsOf(file: RootedFile, worker: SymbolWorker, debug: RootedFile | null): readonly BinaryFunction[] {
  const files = debug === null ? [file] : [file, debug];
  const entries = worker.ask({ kind: 'functions', file: file.key, debug: debug?.key ?? null }, files) ?? [];
  return entries.map(([name, offset, size]) => ({ name, offset: BigInt(offset), size: BigInt(size) }));
}
