/**
 * From an ELF object to programs in the kernel.
 *
 * Needs: what compile() gave. Gives: a loaded object, nothing attached.
 * Reports: LoadError; for a rejection by the verifier with the script's line, because the compiler's line_info makes the
 * verifier's log speak of the script.
 */
import { constants } from 'node:os';
import { type Compiled, type Diagnostic, lineText, type ProgramSpec, type Source, type Span } from '@bpfleet/compiler';
import { native, NativeError, type NativeObject } from '@bpfleet/native';

import { prepareUprobes } from './uprobes.ts';

export type { NativeMap, NativeObject } from '@bpfleet/native';

const { EAGAIN, EINTR, EPERM } = constants.errno;

export class LoadError extends Error {
  override readonly name = 'LoadError';
  /** Null when the verifier had no part in it. */
  readonly diagnostic: Diagnostic | null;
  /** The verifier's log, or what libbpf printed. */
  readonly log: string;

  constructor(message: string, diagnostic: Diagnostic | null, log: string, cause: unknown) {
    super(message, { cause });
    this.diagnostic = diagnostic;
    this.log = log;
  }
}

export function loadObject(compiled: Compiled): NativeObject {
  const object = native.openObject(compiled.elf, 'bpfleet');
  try {
    prepareUprobes(object, compiled.manifest.programs);
    object.load();
    return object;
  } catch (error) {
    object.close();
    throw error instanceof NativeError ? explained(compiled.manifest, error) : error;
  }
}

/** Of a manifest. */
interface Loaded {
  readonly source: Source;
  readonly programs: readonly Pick<ProgramSpec, 'name' | 'span'>[];
}

/** What a failure to load means for the script. */
export function explained({ source, programs }: Loaded, error: NativeError): LoadError {
  const { program, errno, log, message } = error;
  if (program === null) return new LoadError(`the kernel refused to load the script: ${message}`, null, log, error);
  // The verifier looks for signals while it works; its log then ends somewhere, which is no verdict.
  if (errno === EAGAIN || errno === EINTR) {
    const what = 'signals interrupted the kernel each time it was to load the script';
    return new LoadError(`${what}: is the process profiled or traced?`, null, log, error);
  }
  const span = programs.find(({ name }) => name === program)?.span ?? { start: 0, end: 0 };
  const diagnostic =
    errno === EPERM && lastSentence(log) === null ? explainRefusal(span) : explainRejection(source, span, log);
  return new LoadError(diagnostic.message, diagnostic, log, error);
}

/** Returns after every run of a program that had started before the call. */
export function waitForPrograms(): void {
  native.waitForPrograms();
}

/** No verdict about the program: nobody may load one of its kind here. */
function explainRefusal(span: Span): Diagnostic {
  return {
    severity: 'error',
    code: 'load-refused',
    span,
    message: 'the kernel does not permit a program of this kind here (EPERM)',
    hint: 'a security module, lockdown or missing capabilities can be the reason; tracepoints may work',
    related: [],
    cause: 'ProbeMissing',
  };
}

/**
 * The verifier's last words on the script's line. `fallback` is shown when its log names no line (a kernel before 6.9
 * writes the line's text only, or it failed before the first instruction).
 */
export function explainRejection(source: Source, fallback: Span, log: string): Diagnostic {
  const line = lastLineNumber(log);
  return {
    severity: 'error',
    code: 'verifier-rejected',
    span: (line === null ? null : lineSpan(source, line)) ?? fallback,
    message: `the kernel's verifier rejected the program made of this: ${lastSentence(log) ?? 'it gave no reason'}`,
    hint: 'this is a bug of bpfleet, not of the script: please report it together with what -v prints',
    related: [],
    cause: 'script',
  };
}

/** From the last `; text @ file:line` before the error (kernel/bpf/log.c: verbose_linfo). */
function lastLineNumber(log: string): number | null {
  const match = [...log.matchAll(/^(?:\d+: )?; .* @ [^\n]*:(\d+)$/gm)].at(-1);
  return match === undefined ? null : Number(match[1]);
}

/** The error itself: the last line that is neither statistics nor libbpf's frame around the log; null when the verifier said nothing. */
function lastSentence(log: string): string | null {
  const noise =
    /^(processed \d+ insns|verification time|stack depth|peak_states|-- (BEGIN|END) PROG LOAD LOG --|libbpf: )/;
  const lines = log.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '' && !noise.test(line)) ?? null;
}

/** A 1-based line without its indentation; null past the end. */
function lineSpan(source: Source, line: number): Span | null {
  const lines = source.text.split('\n');
  if (line < 1 || line > lines.length) return null;
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const text = lineText(source, line);
  return { start: start + text.length - text.trimStart().length, end: start + text.trimEnd().length };
}
