/** What the command line can ask for, each form with all that belongs to it. Plain data. */
import type { EmitStage } from '@bpfleet/compiler';

export type Request = RunRequest | EmitRequest | ListRequest | DumpTargetRequest | InfoRequest | TextRequest;

export type ScriptSource =
  | { readonly kind: 'inline'; readonly text: string }
  /** `-` is standard input. */
  | { readonly kind: 'file'; readonly path: string };

/** What follows the script on the command line. */
export interface ScriptParameters {
  /** `$1`, `$2` … */
  readonly positional: readonly string[];
  /** `--name=value` and `--name` behind a `--`, the dashes removed; null for a name alone. */
  readonly named: readonly (readonly [name: string, value: string | null])[];
}

/** A script and how it is to be understood. */
export interface ScriptRequest {
  readonly script: ScriptSource;
  readonly parameters: ScriptParameters;
  /** Keeps the probes whose name matches. */
  readonly probeFilter: RegExp | null;
  readonly unsafe: boolean;
}

export interface RunRequest extends ScriptRequest {
  readonly kind: 'run';
  readonly format: 'text' | 'json';
  /** File for the script's output, null for standard output. */
  readonly output: string | null;
  readonly buffering: Buffering;
  readonly tracee: Tracee;
  readonly warnings: Warnings;
  /** Stages of the compiler that are printed before the script runs. */
  readonly stages: readonly EmitStage[];
  /** Stop after attaching. */
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export type Buffering = 'line' | 'full' | 'none';
/** `all`: those of failed reads and look-ups too. */
export type Warnings = 'none' | 'some' | 'all';

/** The one process that the script is about. */
export type Tracee =
  | { readonly kind: 'none' }
  /** Started for it, and held until all is attached. */
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'process'; readonly pid: number };

/** A stage of the compiler as text, or the object; nothing is traced. */
export interface EmitRequest extends ScriptRequest {
  readonly kind: 'emit';
  /** File of the Target to compile for; null for this machine. */
  readonly target: string | null;
  readonly what:
    | { readonly kind: 'stage'; readonly stage: EmitStage; readonly output: string | null }
    | { readonly kind: 'object'; readonly output: string };
}

export interface ListRequest {
  readonly kind: 'list';
  readonly what: /** Comma-separated; null for all that the kernel can list. */
  { readonly kind: 'pattern'; readonly pattern: string | null } | ({ readonly kind: 'script' } & ScriptRequest);
  /** With the arguments of each. */
  readonly verbose: boolean;
}

/** `target dump FILE`: what the compiler may know of this machine, for --target elsewhere. */
export interface DumpTargetRequest {
  readonly kind: 'dumpTarget';
  readonly output: string;
}

export interface InfoRequest {
  readonly kind: 'info';
}

/** `--help` and `--version`: only a text. */
export interface TextRequest {
  readonly kind: 'text';
  readonly text: string;
}
