/**
 * The plugin's command line.
 *
 * Needs: arguments. Gives: what to do, or a text to print and the exit code. Reports: Failure for arguments that do not go together.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { errorMessage } from '@bpfleet/proto/error-message';
import { ExitCode, Failure } from './exit-code.ts';
import packageJson from './package.json' with { type: 'json' };
import { type LabelSelector, parseSelector } from './selector.ts';

export interface RunRequest {
  readonly script: string;
  /** For messages: `stdin` for -e. */
  readonly scriptName: string;
  readonly selector: LabelSelector | null;
  readonly nodes: readonly string[];
  readonly allNamespaces: boolean;
  /** As the flag has it; null: that of the context. */
  readonly namespace: string | null;
  readonly container: string | null;
  readonly duration: string;
  readonly className: string | null;
  /** CEL over the merged result. */
  readonly assertions: readonly string[];
  readonly minCoverage: string | null;
  readonly output: 'text' | 'json';
  readonly timeoutMs: number | null;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly kubeconfig: string | null;
  readonly context: string | null;
}

export type Request =
  | { readonly kind: 'run'; readonly run: RunRequest }
  | { readonly kind: 'text'; readonly text: string; readonly code: ExitCode };

interface Flags {
  readonly e?: string;
  readonly selector?: string;
  readonly allNamespaces?: boolean;
  readonly namespace?: string;
  readonly container?: string;
  readonly node: readonly string[];
  readonly duration: string;
  readonly class?: string;
  readonly assert: readonly string[];
  readonly minCoverage?: string;
  readonly output: string;
  readonly timeout?: string;
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
}

export function readArguments(argv: readonly string[]): Request {
  let text = '';
  let request: Request | null = null;
  const program = new Command('kubectl bpfleet')
    .description('Traces pods and nodes of a cluster with the bpftrace language.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ writeOut: (out) => (text += out), writeErr: (out) => (text += out) });
  const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  program
    .command('run [file]')
    .description(
      'Runs a script (-e, a file, or - for standard input) on the cluster, prints what it prints and the merged maps.',
    )
    .option('-e <script>', 'the script')
    .option('-l, --selector <labels>', 'pods that have these labels (default: all of the namespace)')
    .option('-A, --all-namespaces', 'pods of all namespaces; without -l whole nodes')
    .option('-n, --namespace <name>', 'namespace of the pods (default: that of the context)')
    .option('-c, --container <name>', 'only containers of this name')
    .option('--node <name>', 'only this node, with -A; may be repeated', collect, [])
    .option('--duration <time>', 'how long: 30s, 5m', '30s')
    .option('--class <name>', 'TraceClass of the job')
    .option('--assert <cel>', 'what must hold of the result, else exit code 1; may be repeated', collect, [])
    .option('--min-coverage <percent>', 'how many of the nodes must deliver, such as 95%')
    .option('-o, --output <form>', 'text or json', 'text')
    .option('--timeout <time>', 'give up after this time, exit code 4 (default: the duration and two minutes)')
    .option('--dry-run', 'print the job instead of making it')
    .option('-q, --quiet', 'no messages about progress')
    .option('--kubeconfig <file>', 'kubeconfig to use')
    .option('--context <name>', 'context of the kubeconfig')
    .action((file: string | undefined, flags: Flags) => {
      request = { kind: 'run', run: runRequest(file ?? null, flags) };
    });
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: 'text', text, code: error.exitCode === 0 ? ExitCode.passed : ExitCode.usage };
  }
  return request ?? { kind: 'text', text: program.helpInformation(), code: ExitCode.usage };
}

function runRequest(file: string | null, flags: Flags): RunRequest {
  const usage = (message: string): Failure => new Failure(ExitCode.usage, message);
  if ((flags.e === undefined) === (file === null)) throw usage('give a script: -e SCRIPT, or the name of a file');
  if (flags.output !== 'text' && flags.output !== 'json') throw usage(`-o: ${flags.output} is neither text nor json`);
  if (flags.node.length > 0 && flags.allNamespaces !== true)
    throw usage('--node goes with -A: a node has pods of all namespaces');
  if (flags.allNamespaces === true && flags.namespace !== undefined) throw usage('-A and -n exclude each other');
  return {
    script: flags.e ?? readScript(file ?? ''),
    scriptName: flags.e === undefined ? (file ?? '') : 'stdin',
    selector: flags.selector === undefined ? null : parseSelector(flags.selector),
    nodes: flags.node,
    allNamespaces: flags.allNamespaces === true,
    namespace: flags.namespace ?? null,
    container: flags.container ?? null,
    duration: flags.duration,
    className: flags.class ?? null,
    assertions: flags.assert,
    minCoverage: flags.minCoverage ?? null,
    output: flags.output,
    timeoutMs: flags.timeout === undefined ? null : milliseconds('--timeout', flags.timeout),
    dryRun: flags.dryRun === true,
    quiet: flags.quiet === true,
    kubeconfig: flags.kubeconfig ?? null,
    context: flags.context ?? null,
  };
}

function readScript(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new Failure(ExitCode.usage, `cannot read ${file}: ${errorMessage(error)}`);
  }
}

/** `1m30s` and the like. */
export function milliseconds(flag: string, text: string): number {
  const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
  if (!/^(\d+(ms|s|m|h))+$/.test(text))
    throw new Failure(ExitCode.usage, `${flag}: ${text} is no time such as 30s or 5m`);
  return [...text.matchAll(/(\d+)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
    0,
  );
}
