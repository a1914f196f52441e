/**
 * The command line of `bpfleet`.
 *
 * Needs: the arguments. Gives: a Request. Reports: UsageError, one line that says what is wrong and what is right.
 */
import { Command, CommanderError, Option } from 'commander';
import { emitStages, type EmitStage } from '@bpfleet/compiler';
import packageJson from '../package.json' with { type: 'json' };
import { UsageError } from './usage.ts';

export type ScriptSource =
  | { readonly kind: 'inline'; readonly text: string }
  /** `-` is standard input. */
  | { readonly kind: 'file'; readonly path: string };

export type EmitRequest =
  /** The text form of a stage, where the script's output goes. */
  | { readonly kind: 'stage'; readonly stage: EmitStage }
  /** The object, to this file. */
  | { readonly kind: 'object'; readonly path: string };

export interface RunRequest {
  readonly kind: 'run';
  readonly script: ScriptSource;
  readonly format: 'text' | 'json';
  /** File for the script's output, null for standard output. */
  readonly output: string | null;
  /** What of the compiler's work to write instead of tracing. */
  readonly emit: EmitRequest | null;
  /** Stop after attaching. */
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** `--help` and `--version`: only a text. */
export interface TextRequest {
  readonly kind: 'text';
  readonly text: string;
}

const examples = `
Examples:
  bpfleet -e 'tracepoint:syscalls:sys_enter_openat { @[comm] = count(); }'
  bpfleet -e 'interval:s:1 { printf("%llu\\n", nsecs); exit(); }'
  bpfleet --emit ir script.bt`;

function command(): Command {
  return new Command('bpfleet')
    .description('Traces this machine with a bpftrace script.')
    .argument('[file]', 'script file; - for standard input')
    .option('-e, --execute <script>', 'run this script')
    .option('-o, --output <file>', "write the script's output to a file")
    .addOption(new Option('-f, --format <format>', 'form of the output').choices(['text', 'json']).default('text'))
    .addOption(new Option('--emit <stage>', 'print a stage of the compiler and stop').choices([...emitStages]))
    .addOption(new Option('--emit-elf <file>', 'write the object that the kernel would get and stop').conflicts('emit'))
    .option('--dry-run', 'stop after attaching, print no maps')
    .option('-q, --quiet', "nothing but the script's output and errors")
    .option('-v, --verbose', 'more about what happens; the full verifier log of a rejection')
    .version(`bpfleet v${packageJson.version}`, '-V, --version')
    .helpOption('-h, --help')
    .addHelpText('after', examples)
    .allowExcessArguments(true)
    .exitOverride();
}

interface Options {
  readonly execute?: string;
  readonly output?: string;
  readonly format: 'text' | 'json';
  readonly emit?: EmitStage;
  readonly emitElf?: string;
  readonly dryRun?: true;
  readonly quiet?: true;
  readonly verbose?: true;
}

/** `argv` without the interpreter and the program. */
export function parseFlags(argv: readonly string[]): RunRequest | TextRequest {
  let text = '';
  const parser = command().configureOutput({ writeOut: (part) => (text += part), writeErr: () => undefined });
  try {
    parser.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text };
    throw new UsageError(error.message.replace(/^error: /, ''), { cause: error });
  }
  const options = parser.opts<Options>();
  return {
    kind: 'run',
    script: scriptOf(options.execute ?? null, parser.args),
    format: options.format,
    output: options.output ?? null,
    emit: emitOf(options),
    dryRun: options.dryRun ?? false,
    quiet: options.quiet ?? false,
    verbose: options.verbose ?? false,
  };
}

function emitOf({ emit, emitElf }: Options): EmitRequest | null {
  if (emitElf !== undefined) return { kind: 'object', path: emitElf };
  return emit === undefined ? null : { kind: 'stage', stage: emit };
}

function scriptOf(inline: string | null, positionals: readonly string[]): ScriptSource {
  const [first, surplus] = positionals;
  if (inline !== null) {
    if (first !== undefined)
      throw new UsageError(`'${first}' beside -e: scripts take no parameters yet, and only one script runs`);
    return { kind: 'inline', text: inline };
  }
  if (first === undefined) throw new UsageError("no script: give a file, or -e 'SCRIPT'; --help shows examples");
  if (surplus !== undefined) throw new UsageError(`'${surplus}' behind the script: scripts take no parameters yet`);
  return { kind: 'file', path: first };
}
