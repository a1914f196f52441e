/** The `bpfleet` command. */
import { writeFileSync } from 'node:fs';
import { noTypes, type Target, type TypeTable, typeTable } from '@bpfleet/compiler';
import { typesOfFile } from '../kernel/btf.ts';
import { liveTarget, UnsupportedKernel } from '../kernel/target.ts';
import { TracefsUnreadable } from '../kernel/tracefs.ts';
import { ownPrivileges } from '../kernel/privileges.ts';
import { machineProblem } from '../kernel/machine-problem.ts';
import { liveBinaries } from '../symbols/binaries.ts';
import { kernelSymbols, symbolWorker } from '../symbols/shared.ts';
import { emit } from './emit.ts';
import { ignoredOptions, parseFlags } from './flags.ts';
import { infoText } from './info.ts';
import { list } from './list.ts';
import { colourProblem, message } from './messages.ts';
import { usageText } from './options.ts';
import { policyOf } from './policy.ts';
import type { Request } from './requests.ts';
import { run } from './run.ts';
import { readScript } from './script.ts';
import { readTargetFile, writeTargetFile } from './target-file.ts';
import { traceeOf } from './tracee.ts';
import { fileProblem, UsageError } from './usage.ts';

async function main(request: Request): Promise<number> {
  switch (request.kind) {
    case 'text':
      process.stdout.write(request.text);
      return 0;
    case 'info':
      requirePrivileges();
      process.stdout.write(infoText(liveTarget(null, null, chosenTypes())));
      return 0;
    case 'dumpTarget':
      requirePrivileges();
      writeTargetFile(request.output, liveTarget(null, null, chosenTypes()));
      return 0;
    case 'list':
      requirePrivileges();
      return list(request, targetFor(null));
    case 'emit': {
      const source = readScript(request.script);
      return emit(request, source, targetOf(request.target), policyOf(request, null));
    }
    case 'run': {
      const source = readScript(request.script);
      requirePrivileges();
      nameProcess();
      const target = targetFor(request.tracee.kind === 'process' ? request.tracee.pid : null);
      return run(request, source, target, traceeOf(request.tracee));
    }
  }
}

/** What `comm` is in begin and end, and where scripts leave out the tracer's own events: Node's name says nothing. */
function nameProcess(): void {
  writeFileSync('/proc/self/comm', 'bpfleet');
}

/** BPFTRACE_BTF: the types of a file in the place of the kernel's; null for those. */
function chosenTypes(): TypeTable | null {
  const path = process.env['BPFTRACE_BTF'];
  if (path === undefined || path === '') return null;
  const types = typesOfFile(path);
  if (types === null)
    message(`WARNING: BPFTRACE_BTF: ${path} is not a file of raw BTF: the script sees no types of the kernel\n`);
  return types ?? typeTable(noTypes);
}

/** `pid`: the process whose files are meant by the names of binaries. */
function targetFor(pid: number | null): Target {
  return liveTarget(liveBinaries(pid, symbolWorker), kernelSymbols, chosenTypes());
}

/** Of a file, or of this machine. */
function targetOf(file: string | null): Target {
  if (file !== null) return readTargetFile(file);
  requirePrivileges();
  return targetFor(null);
}

function requirePrivileges(): void {
  const missing = ownPrivileges();
  if (missing !== null) throw new UsageError(missing);
}

/** A reader that goes away, as `| head` does, ends the command in good order; of messages nobody needs to hear that. */
function followReaders(): void {
  process.stdout.on('error', (error) => {
    const gone = 'code' in error && error.code === 'EPIPE';
    if (!gone) message(`ERROR: cannot write to standard output: ${fileProblem(error)}\n`);
    process.exit(gone ? 0 : 1);
  });
  process.stderr.on('error', () => undefined);
}

/** The exit status: what is wrong with how it was called, or with the machine, is told in one line. */
async function command(argv: readonly string[]): Promise<number> {
  followReaders();
  if (argv.length === 0) {
    process.stderr.write(usageText());
    return 1;
  }
  try {
    const request = parseFlags(argv);
    const colour = colourProblem(process.env['BPFTRACE_COLOR']);
    if (colour !== null) message(`WARNING: ${colour}\n`);
    if (!argv.includes('--no-warnings')) for (const text of ignoredOptions(argv)) message(`WARNING: ${text}\n`);
    return await main(request);
  } catch (error) {
    const known =
      error instanceof UsageError || error instanceof UnsupportedKernel || error instanceof TracefsUnreadable
        ? error.message
        : machineProblem(error);
    if (known === null) throw error;
    message(`ERROR: ${known}\n`);
    return 1;
  }
}

// Meant for this Node (see scripts/bundle.ts), not for what a script starts.
delete process.env['NODE_COMPILE_CACHE'];
delete process.env['NODE_COMPILE_CACHE_PORTABLE'];
// No await at the top: the bundle is CommonJS.
void command(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
