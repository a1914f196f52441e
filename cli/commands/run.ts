/**
 * `kubectl bpfleet run`: makes a job, shows what it prints, prints the merged maps when it has ended.
 *
 * Needs: a request, a client, a signal that is aborted on Ctrl-C. Gives: the exit code. Reports: Failure; progress and what was lost on
 * standard error.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, isMissing, type ObjectName } from '@bpfleet/operator/kube';
import type { TraceJobStatus } from '@bpfleet/proto';
import type { Round } from '@bpfleet/results';
import { milliseconds, type RunRequest } from '../arguments.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import type { Client } from '../kube/client.ts';
import { manifestOf } from '../manifest.ts';
import { jsonPrinter, type Printer, textPrinter } from '../output/printer.ts';
import { complaints, exitCodeOf, isFinished, stageOf } from '../output/progress.ts';

const pollMs = 400;
/** Attaching, the last snapshots and merging, on a slow cluster. */
const overheadMs = 120_000;
/** The operator answers for a job a moment after it is made; so long a missing answer is none. */
const patienceMs = 15_000;
/** A tick is shown when every node has had time to send its part. */
const roundDelayNs = 2_500_000_000n;

export interface Streams {
  out(text: string | Uint8Array): void;
  message(text: string): void;
}

export async function run(
  request: RunRequest,
  client: Client,
  interrupt: AbortSignal,
  streams: Streams,
): Promise<ExitCode> {
  const manifest = manifestOf(request, request.namespace ?? client.namespace);
  if (request.dryRun) {
    streams.out(`${JSON.stringify(manifest, null, 2)}\n`);
    return ExitCode.passed;
  }
  const job = await client.create(manifest);
  return new Run(request, client, job, streams).follow(interrupt);
}

class Run {
  readonly #request: RunRequest;
  readonly #client: Client;
  readonly #job: ObjectName;
  readonly #streams: Streams;
  readonly #printer: Printer;
  readonly #deadlineMs: number;
  #status: TraceJobStatus | null = null;
  #stage = '';
  #nextLine = 0;
  #linesDone = false;
  /** Ticks of rounds that were shown, by map and program. */
  readonly #shown = new Set<string>();
  #cancelled = false;

  constructor(request: RunRequest, client: Client, job: ObjectName, streams: Streams) {
    this.#request = request;
    this.#client = client;
    this.#job = job;
    this.#streams = streams;
    this.#printer = request.output === 'json' ? jsonPrinter : textPrinter;
    const timeoutMs = request.timeoutMs ?? milliseconds('--duration', request.duration) + overheadMs;
    this.#deadlineMs = performance.now() + timeoutMs;
  }

  async follow(interrupt: AbortSignal): Promise<ExitCode> {
    const started = performance.now();
    while (!isFinished(this.#status)) {
      if (interrupt.aborted && !this.#cancelled) await this.#cancel();
      if (performance.now() > this.#deadlineMs) return this.#giveUp();
      await this.#attempt(() => this.#look(), performance.now() - started < patienceMs);
      await sleep(pollMs, undefined, { signal: this.#cancelled ? undefined : interrupt }).catch(() => undefined);
    }
    return this.#end();
  }

  async #look(): Promise<void> {
    this.#status = await this.#client.status(this.#job);
    this.#tell();
    await this.#showLines();
    if (this.#printsRounds()) await this.#showRounds(false);
  }

  /** An API server that is away for a moment is no reason to lose a run that goes on without it. */
  async #attempt(action: () => Promise<void>, early: boolean): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 403) throw new Failure(ExitCode.forbidden, error.message);
      // The operator has not seen it yet, or the job itself is gone.
      if (isMissing(error) && !early && !isResult(error))
        throw new Failure(ExitCode.infrastructure, 'the job was deleted while it ran');
    }
  }

  #tell(): void {
    const stage = stageOf(this.#status);
    if (stage === this.#stage || this.#request.quiet) return;
    this.#stage = stage;
    this.#streams.message(`${stage}\n`);
  }

  async #showLines(): Promise<void> {
    const { lines, next, finished } = await this.#client.lines(this.#job, this.#nextLine);
    this.#nextLine = next;
    this.#linesDone = finished;
    if (lines.length > 0) this.#streams.out(this.#printer.lines(lines));
  }

  /** Asking for whole results again and again is for scripts that print maps. */
  #printsRounds(): boolean {
    return /\bprint\s*\(\s*@/.test(this.#request.script);
  }

  async #showRounds(all: boolean): Promise<void> {
    const { maps } = await this.#client.result(this.#job);
    const now = BigInt(Date.now()) * 1_000_000n;
    const due = maps
      .flatMap(({ rounds }) => rounds)
      .filter((round) => !this.#shown.has(roundId(round)) && (all || round.takenNs + roundDelayNs < now))
      .toSorted((a, b) => (a.takenNs < b.takenNs ? -1 : 1));
    for (const round of due) this.#shown.add(roundId(round));
    if (due.length > 0) this.#streams.out(this.#printer.rounds(due));
  }

  async #cancel(): Promise<void> {
    this.#cancelled = true;
    if (!this.#request.quiet) this.#streams.message('cancelling; Ctrl-C again leaves it to its deadline\n');
    await this.#client.cancel(this.#job);
  }

  async #giveUp(): Promise<ExitCode> {
    await this.#client.cancel(this.#job).catch(() => undefined);
    for (const text of complaints(this.#status, this.#request.scriptName)) this.#streams.message(`${text}\n`);
    this.#streams.message(`timed out: ${stageOf(this.#status)}; ${nameOf(this.#job)} was cancelled\n`);
    return ExitCode.timeout;
  }

  async #end(): Promise<ExitCode> {
    const code = this.#cancelled ? ExitCode.interrupted : exitCodeOf(this.#status);
    if (code !== ExitCode.usage && code !== ExitCode.forbidden) await this.#attempt(() => this.#showResult(), true);
    for (const text of complaints(this.#status, this.#request.scriptName)) this.#streams.message(`${text}\n`);
    if (!this.#request.quiet) this.#streams.message(`${nameOf(this.#job)} is kept for an hour\n`);
    return code;
  }

  async #showResult(): Promise<void> {
    while (!this.#linesDone) await this.#showLines();
    if (this.#printsRounds()) await this.#showRounds(true);
    this.#streams.out(this.#printer.maps(await this.#client.result(this.#job)));
  }
}

const roundId = ({ map, program, tick }: Round): string => `${map}/${program}/${tick}`;

const isResult = (error: ApiError): boolean => error.message.includes('/apis/results.');

function nameOf({ kind, namespace, name }: ObjectName): string {
  return `${kind.toLowerCase()}/${name}${namespace === '' ? '' : ` in namespace ${namespace}`}`;
}
