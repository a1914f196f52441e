/**
 * Runs a script on this machine until it ends, is told to end, or fails.
 *
 * Needs: a request, the script, the live Target. Gives: output, messages on standard error, an exit status
 * (inventory C2.01: 0, the script's exit code, 1 for what is wrong with the script, 255 when it cannot be traced).
 * Reports: diagnostics as text on standard error.
 */
import { type Diagnostic, localPolicy, renderText, type Source, type Target } from '@bpfleet/compiler';
import { describeLosses, type Losses } from '@bpfleet/results';
import type { Session, SessionListener, SessionState } from '../sessions/session.ts';
import { startSession } from '../sessions/start.ts';
import type { RunRequest } from './flags.ts';
import { jsonFormat, type OutputFormat, textFormat } from './output.ts';
import { Sink } from './sink.ts';

const failedToTrace = 255;
/** How often lost events are reported while they are being lost. */
const lossReportMillis = 500;

export async function run(request: RunRequest, source: Source, target: Target): Promise<number> {
  const local = new LocalRun(request, source, target);
  const session = startSession(
    {
      incarnation: `local-${process.pid}-${Date.now()}`,
      source,
      policy: localPolicy,
      guardCgroups: [],
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

function message(text: string): void {
  process.stderr.write(text);
}

class LocalRun implements SessionListener {
  readonly #request: RunRequest;
  readonly #source: Source;
  readonly #target: Target;
  readonly #format: OutputFormat;
  readonly #sink: Sink;
  #session: Session | null = null;
  #lostEvents = 0n;
  #lossTimer: NodeJS.Timeout | null = null;

  constructor(request: RunRequest, source: Source, target: Target) {
    this.#request = request;
    this.#target = target;
    this.#source = source;
    this.#format = request.format === 'json' ? jsonFormat : textFormat;
    this.#sink = new Sink(request.output, () => this.#session?.stop('cancelled'));
  }

  /** Ctrl-C and SIGTERM end the script in good order; the second one ends the process. */
  follow(session: Session): void {
    this.#session = session;
    const stop = (): void => session.stop('cancelled');
    process.once('SIGINT', stop).once('SIGTERM', stop);
  }

  onState(state: SessionState): void {
    if (state.kind !== 'attached') return;
    if (this.#request.verbose) message(describe(this.#target));
    for (const warning of state.warnings) message(`${renderText(this.#source, warning)}\n`);
    if (!this.#request.quiet) this.#say(this.#format.attached(state.probes));
    if (this.#request.dryRun) this.#session?.stop('cancelled');
    this.#lossTimer = setInterval(() => this.#reportLost(), lossReportMillis);
  }

  onOutput(...[text, event]: Parameters<SessionListener['onOutput']>): void {
    this.#sink.write(this.#format.output(text, event));
  }

  onRound(...[round]: Parameters<SessionListener['onRound']>): void {
    this.#sink.write(this.#format.round(round));
  }

  /** The exit status. */
  end(session: Session, state: SessionState): number {
    if (this.#lossTimer !== null) clearInterval(this.#lossTimer);
    try {
      if (state.kind === 'failed') return this.#explain(state);
      if (state.kind !== 'finished') return failedToTrace;
      this.#finish(session);
      if (state.message !== null) message(`bpfleet: ${state.message}\n`);
      if (this.#sink.problem !== null) message(`bpfleet: ${this.#sink.problem}\n`);
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
    if (!this.#request.dryRun) this.#sink.write(this.#format.finalMaps(current));
    this.#sink.flush();
    this.#reportTotals(losses);
  }

  #explain(state: SessionState & { readonly kind: 'failed' }): number {
    for (const diagnostic of state.diagnostics) message(`${renderText(this.#source, diagnostic)}\n`);
    if (!state.diagnostics.some(isError)) message(`bpfleet: ${state.message}\n`);
    if (state.log !== '')
      message(this.#request.verbose ? `\n${state.log.trimEnd()}\n` : 'bpfleet: -v shows the whole log\n');
    return state.diagnostics.some(isError) && state.reason !== 'VerifierRejected' ? 1 : failedToTrace;
  }

  #reportLost(): void {
    const lost = this.#session?.losses().events ?? 0n;
    if (lost > this.#lostEvents) this.#say(this.#format.lost(lost - this.#lostEvents));
    this.#lostEvents = lost;
  }

  #reportTotals(losses: Losses): void {
    if (losses.events > 0n) message(`WARNING: Total lost event count: ${losses.events}\n`);
    const others = describeLosses({ ...losses, events: 0n });
    if (others !== null) message(`WARNING: ${others}\n`);
    if (losses.mapFull > 0n) message('HINT: a map was full: use fewer keys, or clear it from time to time\n');
  }

  #say({ toOutput, toMessages }: { readonly toOutput: string; readonly toMessages: string }): void {
    this.#sink.write(toOutput);
    message(toMessages);
  }
}

function describe({ release, arch, possibleCpus, isa }: Target): string {
  return `bpfleet: Linux ${release} on ${arch}, up to ${possibleCpus} CPUs, BPF instruction set ${isa}\n`;
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
