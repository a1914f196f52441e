/**
 * What the agent asks the process that parses files of others, and what it answers. Both are JSON; files go as descriptors
 * and are called by a key from then on.
 */
import type { CachedLibrary } from './parse/ld-cache.ts';

export type Question =
  | { readonly kind: 'describe'; readonly file: string }
  /** Whether `debug` is the debug file of `file`. */
  | { readonly kind: 'belongs'; readonly file: string; readonly debug: string }
  | { readonly kind: 'functions'; readonly file: string; readonly debug: string | null }
  /** For each place in the file: the function there. */
  | {
      readonly kind: 'resolve';
      readonly file: string;
      readonly debug: string | null;
      readonly offsets: readonly number[];
    }
  | { readonly kind: 'offset'; readonly file: string; readonly address: number }
  /** From a place in the file to a variable or function, in addresses. */
  | {
      readonly kind: 'distance';
      readonly file: string;
      readonly debug: string | null;
      readonly offset: number;
      readonly name: string;
    }
  | { readonly kind: 'demangle'; readonly names: readonly string[] }
  /** For each address: the JIT's function there. The file is a perf map. */
  | { readonly kind: 'jit'; readonly file: string; readonly addresses: readonly number[] }
  /** For each place in the kernel's own library (vdso): the function there. */
  | { readonly kind: 'vdso'; readonly offsets: readonly number[] }
  /** The file is a cache of the dynamic linker. */
  | { readonly kind: 'libraries'; readonly file: string };

export interface Request {
  readonly question: Question;
  /** Keys of the descriptors that come with it, in order. */
  readonly files: readonly string[];
}

export interface Description {
  /** In hex. */
  readonly buildId: string | null;
  /** Name of its debug file. */
  readonly debugLink: string | null;
  /** Whether the symbol table was stripped. */
  readonly stripped: boolean;
}

/** [name, offset in the file, size] */
export type FunctionEntry = readonly [string, number, number];

export interface Resolved {
  /** Demangled where it is C++. */
  readonly name: string;
  /** As the file has it. */
  readonly symbol: string;
  /** Bytes from the function's beginning. */
  readonly into: number;
}

/** What each question is answered with. */
export interface Answers {
  readonly describe: Description;
  readonly belongs: boolean;
  readonly functions: readonly FunctionEntry[];
  readonly resolve: readonly (Resolved | null)[];
  readonly offset: number | null;
  readonly distance: number | null;
  readonly demangle: readonly (string | null)[];
  readonly jit: readonly (Resolved | null)[];
  readonly vdso: readonly (Resolved | null)[];
  readonly libraries: readonly CachedLibrary[];
}

export type Reply =
  | { readonly kind: 'answer'; readonly value: unknown }
  /** The file is not what it should be. */
  | { readonly kind: 'problem'; readonly message: string }
  /** This file has been forgotten: ask again and send it. */
  | { readonly kind: 'unknown'; readonly file: string };

/** The largest answer, the functions of a browser, stays below. */
export const maxReplyBytes = 256 * 1024 * 1024;
/** Descriptor of the worker's end of the channel. */
export const channelDescriptor = 3;
