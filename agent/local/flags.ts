/**
 * The command line of `bpfleet`.
 *
 * Needs: the arguments. Gives: a Request. Reports: UsageError, one line that says what is wrong and what is right.
 */
import { emitStages, type EmitStage } from '@bpfleet/compiler';
import packageJson from '../package.json' with { type: 'json' };
import { readOptions } from './getopt.ts';
import { optionSpecs, usageText } from './options.ts';
import type {
  EmitRequest,
  Request,
  RunRequest,
  ScriptParameters,
  ScriptRequest,
  ScriptSource,
  Tracee,
} from './requests.ts';
import { UsageError } from './usage.ts';

/** Options as given: by long name (or the short one where that is all), in order. */
type Given = ReadonlyMap<string, readonly string[]>;

/** What is said of options that have no effect here, one sentence each. */
export function ignoredOptions(argv: readonly string[]): readonly string[] {
  const { given } = split(argv);
  const stages = lists(given, 'debug');
  const unheard = kernelStages
    .filter((stage) => stages.includes(stage))
    .map((stage) => `-d ${stage} has no effect: -v shows the kernel's log where it refuses a program`);
  const options = optionSpecs.flatMap(({ long, short, ignored }) =>
    ignored !== null && given.has(long ?? short ?? '')
      ? [`${long === null ? `-${short}` : `--${long}`} has no effect: ${ignored}`]
      : [],
  );
  return [...options, ...unheard];
}

/** `argv` without the interpreter and the program. */
export function parseFlags(argv: readonly string[]): Request {
  if (argv[0] === 'target' && argv[1] === 'dump') return dumpRequest(argv.slice(2));
  const { given, before, behind } = split(argv);
  if (given.has('help')) return { kind: 'text', text: usageText() };
  if (given.has('version')) return { kind: 'text', text: `bpfleet v${packageJson.version}\n` };
  if (given.has('info')) return { kind: 'info' };
  if (given.has('list')) return listRequest(given, before, behind);
  checkIgnored(given);
  const emit = emitOf(given);
  const run = runOptions(given);
  const script = scriptRequest(given, before, behind);
  const target = last(given, 'target');
  if (emit !== null) return { kind: 'emit', ...script, what: emit, target };
  if (target !== null) throw new UsageError('--target needs --emit or --emit-elf: nothing can run on another machine');
  return { kind: 'run', ...script, ...run };
}

function dumpRequest(argv: readonly string[]): Request {
  const [output, surplus] = argv;
  if (output === undefined || output.startsWith('-') || surplus !== undefined)
    throw new UsageError('write: bpfleet target dump FILE');
  return { kind: 'dumpTarget', output };
}

interface Split {
  readonly given: Given;
  /** Positional arguments before and behind `--`. */
  readonly before: readonly string[];
  readonly behind: readonly string[];
}

/** Ends at what is answered at once, whatever else is asked for. */
function split(argv: readonly string[]): Split {
  const given = new Map<string, string[]>();
  const [before, behind]: [string[], string[]] = [[], []];
  for (const item of readOptions(argv)) {
    if (item.kind === 'positional') {
      (item.behindDashes ? behind : before).push(item.text);
      continue;
    }
    const name = item.spec.long ?? item.spec.short ?? '';
    given.set(name, [...(given.get(name) ?? []), item.value]);
    if (name === 'help' || name === 'version') break;
  }
  return { given, before, behind };
}

function last(given: Given, name: string): string | null {
  return given.get(name)?.at(-1) ?? null;
}

/** As bpftrace has it, an empty one was not given. */
function lastWritten(given: Given, name: string): string | null {
  const value = last(given, name);
  return value === '' ? null : value;
}

/** What stands between the commas of all that were given. */
function lists(given: Given, name: string): readonly string[] {
  return (given.get(name) ?? []).flatMap((text) => text.split(','));
}

function scriptRequest(given: Given, before: readonly string[], behind: readonly string[]): ScriptRequest {
  const inline = last(given, 'execute');
  const [file, ...rest] = before;
  if (inline === '' || (inline === null && file === undefined))
    throw new UsageError("no script: give a file, or -e 'SCRIPT'; --help shows examples");
  const script: ScriptSource = inline === null ? { kind: 'file', path: file ?? '' } : { kind: 'inline', text: inline };
  return {
    script,
    parameters: parametersOf(inline === null ? rest : before, behind),
    probeFilter: filterOf(given),
    unsafe: given.has('unsafe'),
  };
}

/** Behind `--` what begins with two dashes is named; the rest goes on counting. */
function parametersOf(before: readonly string[], behind: readonly string[]): ScriptParameters {
  const isNamed = (text: string): boolean => /^--[^-=]/.test(text);
  const named = behind.filter(isNamed).map((text): readonly [string, string | null] => {
    const equals = text.indexOf('=');
    return equals === -1 ? [text.slice(2), null] : [text.slice(2, equals), text.slice(equals + 1)];
  });
  return { positional: [...before, ...behind.filter((text) => !isNamed(text))], named };
}

function listRequest(given: Given, before: readonly string[], behind: readonly string[]): Request {
  const verbose = given.has('verbose');
  const [pattern = null, ...surplus] = before;
  // A file that is there is a script, as it cannot be a probe's name (inventory P7.04).
  const isScript = given.has('execute') || (pattern !== null && /\.bt$|\//.test(pattern) && !pattern.includes(':'));
  if (!given.has('execute') && surplus.length > 0)
    throw new UsageError(`-l takes one pattern, not ${before.length}: write ${before.join(',')}`);
  if (!isScript) return { kind: 'list', what: { kind: 'pattern', pattern }, verbose };
  return { kind: 'list', what: { kind: 'script', ...scriptRequest(given, before, behind) }, verbose };
}

type RunOptions = Omit<RunRequest, 'kind' | keyof ScriptRequest>;

function runOptions(given: Given): RunOptions {
  return {
    format: choice(given, 'format', ['text', 'json'], 'text'),
    buffering: choice(given, 'buffering', ['line', 'full', 'none'], 'line'),
    output: lastWritten(given, 'output'),
    tracee: traceeOf(given),
    warnings: warningsOf(given),
    stages: stagesOf(given),
    dryRun: given.has('dry-run'),
    quiet: given.has('quiet'),
    verbose: given.has('verbose'),
  };
}

function choice<T extends string>(given: Given, name: string, choices: readonly T[], otherwise: T): T {
  const value = last(given, name);
  if (value === null) return otherwise;
  const found = choices.find((one) => one === value);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} ${JSON.stringify(value)} is invalid: it is one of ${choices.join(', ')}`);
}

function warningsOf(given: Given): RunOptions['warnings'] {
  const times = given.get('warnings')?.length ?? 0;
  if (times > 1) throw new UsageError('-kk is no more: a single -k warns of failed reads and look-ups');
  if (times === 1 && given.has('no-warnings')) throw new UsageError('-k, --warnings conflicts with --no-warnings');
  if (times === 1) return 'all';
  return given.has('no-warnings') ? 'none' : 'some';
}

/** The highest process id that the kernel ever gives (PID_MAX_LIMIT, include/linux/threads.h). */
const maxPid = 0x40_0000;

function traceeOf(given: Given): Tracee {
  const pid = lastWritten(given, 'pid');
  const command = lastWritten(given, 'cmd');
  if (pid !== null && command !== null) throw new UsageError('-c and -p cannot be used together: trace one of the two');
  if (command !== null) {
    if (command.trim() === '') throw new UsageError("-c needs a command: -c 'ls /'");
    return { kind: 'command', command };
  }
  if (pid === null) return { kind: 'none' };
  return { kind: 'process', pid: processId('-p', pid) };
}

function processId(option: string, text: string): number {
  if (!/^(?:0x[0-9a-f]+|\d+)$/i.test(text)) throw new UsageError(`${option} ${text}: a process id is a whole number`);
  const number = Number(text);
  if (number >= 1 && number <= maxPid) return number;
  throw new UsageError(`${option} ${text} is out of range: process ids are 1 to ${maxPid}`);
}

/** bpftrace's way of attaching can be chosen; what cannot be is wrong here, too. */
const features: readonly string[] = ['kprobe_multi', 'kprobe_session', 'uprobe_multi'];

/** Values of options that have no effect. */
function checkIgnored(given: Given): void {
  for (const text of given.get('dwarf-pid') ?? []) processId('--dwarf-pid', text);
  for (const name of lists(given, 'no-feature'))
    if (!features.includes(name))
      throw new UsageError(`--no-feature ${JSON.stringify(name)} is invalid: it takes ${features.join(', ')}`);
}

/** By bpftrace's names: those of the phases that do the same here. */
const debugStages: ReadonlyMap<string, readonly EmitStage[]> = new Map([
  ['all', ['ast', 'typed', 'ir', 'asm']],
  ['parse', ['ast']],
  ['ast', ['ast']],
  ['types', ['typed']],
  ['codegen', ['ir']],
  ['codegen-opt', ['asm']],
  ['dis', ['asm']],
]);

/** What libbpf and the kernel say: -v has it where it matters. */
const kernelStages: readonly string[] = ['libbpf', 'verifier'];

function stagesOf(given: Given): readonly EmitStage[] {
  const wanted = new Set<EmitStage>();
  for (const name of lists(given, 'debug')) {
    if (kernelStages.includes(name)) continue;
    const stages = debugStages.get(name) ?? emitStages.filter((stage) => stage === name);
    if (stages.length === 0)
      throw new UsageError(
        `-d ${name} is invalid: stages are ${[...debugStages.keys(), ...kernelStages, ...emitStages].join(', ')}`,
      );
    for (const stage of stages) wanted.add(stage);
  }
  return emitStages.filter((stage) => wanted.has(stage));
}

function filterOf(given: Given): RegExp | null {
  const text = last(given, 'probe-filter');
  if (text === null) return null;
  try {
    return new RegExp(text);
  } catch (error) {
    throw new UsageError(`--probe-filter ${JSON.stringify(text)} is no regular expression`, { cause: error });
  }
}

function emitOf(given: Given): EmitRequest['what'] | null {
  const stage = given.has('emit') ? choice(given, 'emit', emitStages, 'ast') : null;
  const object = last(given, 'emit-elf');
  if (stage !== null && object !== null) throw new UsageError('--emit and --emit-elf cannot be used together');
  if (object !== null) return { kind: 'object', output: object };
  return stage === null ? null : { kind: 'stage', stage, output: last(given, 'output') };
}
