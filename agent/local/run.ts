/**
 * Runs a script on this machine until it ends, is told to end, or fails.
 *
 * Needs: a request, the script, the live Target. Gives: output, messages on standard error, an exit status
 * (inventory C2.01: 0, the script's exit code, 1 for what is wrong with the script, 255 when it cannot be traced).
 * Reports: diagnostics as text on standard error.
 */
import { type Diagnostic, emitStage, type Policy, renderText, type Source, type Target } from '@bpfleet/compiler';
import { type ByteText, describeLosses, type Losses } from '@bpfleet/results';
import type { Session, SessionListener, SessionState } from '../sessions/session.ts';
import { noContainers } from '../names/names.ts';
import { startSession } from '../sessions/start.ts';
import { message } from './messages.ts';
import { jsonFormat, type OutputFormat, textFormat } from './output.ts';
import { policyOf } from './policy.ts';
import type { RunRequest } from './requests.ts';
import { Sink } from './sink.ts';
import type { TracedProcess } from './tracee.ts';

const failedToTrace = 255;
/** How often lost events are reported while they are being lost. */
const lossReportMillis = 500;
const failuresTold = { none: 'none', some: 'updates', all: 'all' } as const;
/** How often the traced process is looked at. */
const traceeWatchMillis = 20;

/** `tracee`: the process that the script is about, null for all of the machine. */
export async function run(
  request: RunRequest,
  source: Source,
  target: Target,
  tracee: TracedProcess | null,
): Promise<number> {
  const local = new LocalRun(request, source, target, tracee);
  const policy = policyOf(request, tracee, failuresTold[request.warnings]);
  for (const stage of request.stages) printStage(stage, source, target, policy);
  const session = startSession(
    {
      incarnation: `local-${process.pid}-${Date.now()}`,
      source,
      policy,
      guardKeys: tracee === null || tracee.isChild ? [] : [BigInt(tracee.pid)],
      containers: [],
      names: noContainers,
      attachPid: tracee?.isChild === true ? tracee.pid : null,
      guardProblem: () => null,
      pinFolder: null,
      stateFolder: null,
      facts: null,
      deadlineNs: null,
      startNs: null,
    },
    target,
    local,
  );
  local.follow(session);
  const end = await session.done;
  return local.end(session, end);
}

/** Up to where the script has errors; the session reports those. */
function printStage(stage: RunRequest['stages'][number], source: Source, target: Target, policy: Policy): void {
  const { output } = emitStage(stage, source, target, policy);
  if (output !== null) process.stdout.write(`\n${stage}\n-------------------\n${output}\n`);
}

class LocalRun implements SessionListener {
  readonly #request: RunRequest;
  readonly #source: Source;
  readonly #target: Target;
  readonly #format: OutputFormat;
  readonly #sink: Sink;
  #session: Session | null = null;
  #lostEvents = 0n;
  /** Failures that were told one by one. */
  readonly #told = { mapFull: 0n, failedReads: 0n };
  readonly #tracee: TracedProcess | null;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(request: RunRequest, source: Source, target: Target, tracee: TracedProcess | null) {
    this.#request = request;
    this.#tracee = tracee;
    this.#target = target;
    this.#source = source;
    this.#format = request.format === 'json' ? jsonFormat : textFormat;
    this.#sink = new Sink(request.output, request.buffering, () => this.#session?.stop('cancelled'));
  }

  follow(session: Session): void {
    this.#session = session;
    process.on('SIGUSR1', () => session.signalled());
  }

  /**
   * Ctrl-C and SIGTERM end the script in good order; the second one ends the process. Not before it runs: while it is
   * compiled nobody would hear them, and there is nothing to keep in order.
   */
  #followSignals(session: Session): void {
    const stop = (): void => session.stop('cancelled');
    process.once('SIGINT', stop).once('SIGTERM', stop);
  }

  onState(state: SessionState): void {
    if (state.kind !== 'attached') return;
    if (this.#session !== null) this.#followSignals(this.#session);
    if (this.#request.verbose) message(describe(this.#target));
    if (this.#request.warnings !== 'none')
      for (const warning of state.warnings) message(`${renderText(this.#source, warning)}\n`);
    if (!this.#request.quiet && !this.#request.dryRun) this.#say(this.#format.attached(state.probes));
    if (this.#request.dryRun) this.#session?.stop('cancelled');
    else if (!state.exited) this.#followTracee();
    this.#timers.push(setInterval(() => this.#reportLost(), lossReportMillis));
  }

  #followTracee(): void {
    const tracee = this.#tracee;
    if (tracee === null) return;
    tracee.release();
    const look = (): void => (tracee.ended() ? this.#session?.stop('cancelled') : undefined);
    this.#timers.push(setInterval(look, traceeWatchMillis));
  }

  onOutput(...[text, event]: Parameters<SessionListener['onOutput']>): void {
    const { dryRun, warnings } = this.#request;
    if (dryRun || (warnings === 'none' && event.kind === 'message' && event.severity === 'warning')) return;
    this.#say(this.#format.output(text, event));
    if (event.kind !== 'message' || event.helper === null) return;
    if (event.helper.name === 'map_update_elem') this.#told.mapFull += 1n;
    else if (event.helper.name.startsWith('probe_read')) this.#told.failedReads += 1n;
  }

  onRound(...[round]: Parameters<SessionListener['onRound']>): void {
    if (!this.#request.dryRun) this.#sink.write(this.#format.round(round));
  }

  /** The exit status. */
  end(session: Session, state: SessionState): number {
    for (const timer of this.#timers) clearInterval(timer);
    this.#tracee?.stop();
    try {
      if (state.kind === 'failed') return this.#explain(state);
      if (state.kind !== 'finished') return failedToTrace;
      this.#finish(session);
      if (state.message !== null) message(`ERROR: ${state.message}\n`);
      if (this.#sink.problem !== null) message(`ERROR: ${this.#sink.problem}\n`);
      if (state.reason === 'failure') return failedToTrace;
      return this.#sink.problem === null ? state.exitCode : 1;
    } finally {
      this.#sink.close();
      session.release();
    }
  }

  #finish(session: Session): void {
    this.#reportLost();
    const { current, losses } = session.snapshot();
    // Without maps the empty lines in front of them stay, as with bpftrace.
    if (!this.#request.dryRun) this.#sink.write(this.#format.finalMaps(session.printsMapsOnExit ? current : []));
    this.#sink.flush();
    this.#reportTotals(losses);
  }

  #explain(state: SessionState & { readonly kind: 'failed' }): number {
    const empty = state.diagnostics.find(({ code }) => code === 'no-probes');
    const told = state.diagnostics.filter((one) => (isError(one) ? one !== empty : this.#request.warnings !== 'none'));
    for (const diagnostic of told) message(`${renderText(this.#source, diagnostic)}\n`);
    if (empty !== undefined) {
      // bpftrace's word for it, and where it says it.
      process.stdout.write('No probes to attach\n');
      if (empty.hint !== null) message(`HINT: ${empty.hint}\n`);
    }
    if (!state.diagnostics.some(isError)) message(`ERROR: ${state.message}\n`);
    if (state.log !== '')
      message(this.#request.verbose ? `\n${state.log.trimEnd()}\n` : 'HINT: -v shows the whole log\n');
    return state.diagnostics.some(isError) && state.reason !== 'VerifierRejected' ? 1 : failedToTrace;
  }

  #reportLost(): void {
    const lost = this.#session?.losses().events ?? 0n;
    if (lost > this.#lostEvents) this.#say(this.#format.lost(lost - this.#lostEvents));
    this.#lostEvents = lost;
  }

  #reportTotals(losses: Losses): void {
    if (this.#request.warnings === 'none') return;
    if (losses.events > 0n) message(`WARNING: Total lost event count: ${losses.events}\n`);
    // A read that fails is no news to whoever wrote the script (it gives zeros), unless -k asks for it.
    const failedReads = this.#request.warnings === 'all' ? losses.failedReads : 0n;
    const mapFull = untold(losses.mapFull, this.#told.mapFull);
    const others = describeLosses({
      ...losses,
      events: 0n,
      mapFull,
      failedReads: untold(failedReads, this.#told.failedReads),
    });
    if (others !== null) message(`WARNING: ${others}\n`);
    if (mapFull > 0n) message('HINT: a map was full: use fewer keys, or clear it from time to time\n');
  }

  #say({ toOutput, toMessages }: { readonly toOutput: ByteText; readonly toMessages: string }): void {
    this.#sink.writeBytes(toOutput);
    if (toMessages === '') return;
    // Where both go to one terminal, they stand there in the order in which they came.
    if (this.#request.buffering === 'line') this.#sink.flush();
    message(toMessages);
  }
}

/** The whole number, unless each of them was told with its place. */
function untold(all: bigint, told: bigint): bigint {
  return told < all ? all : 0n;
}

function describe({ release, arch, possibleCpus, isa }: Target): string {
  return `INFO: Linux ${release} on ${arch}, up to ${possibleCpus} CPUs, BPF instruction set ${isa}\n`;
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
