/**
 * The operator in numbers, for Prometheus.
 *
 * Needs: what is there at the time of the scrape. Gives: the text of the exposition format.
 * No label holds what a tenant chose: reasons, stages and kinds are ours, and few.
 */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Jobs } from '../jobs/jobs.ts';
import type { Agents } from '../reconcile/agents.ts';

export interface Measured {
  readonly jobs: Jobs;
  readonly agents: Agents;
}

/** Numbers of the Kubernetes side. */
export interface KubernetesNumbers {
  readonly leading: boolean;
  /** By HTTP status; 0 is none here. */
  readonly answers: ReadonlyMap<number, number>;
  readonly restarts: number;
  readonly failures: number;
  readonly pods: number;
}

export class Metrics {
  readonly #registry = new Registry();

  constructor(measured: () => Measured | null, kubernetes: (() => KubernetesNumbers) | null) {
    collectDefaultMetrics({ register: this.#registry, prefix: 'bpfleet_operator_' });
    this.#ofJobs(measured);
    if (kubernetes !== null) this.#ofKubernetes(kubernetes);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #ofJobs(measured: () => Measured | null): void {
    this.#gauge('bpfleet_agents_connected', 'Agents that are connected.', () => measured()?.agents.size ?? 0);
    this.#gauge('bpfleet_jobs', 'Jobs by kind and stage.', ['kind', 'stage'], (gauge) => {
      for (const { job } of measured()?.jobs.all() ?? []) {
        const stage = job.outcome !== null ? 'finished' : job.startNs === null ? 'queued' : 'running';
        gauge.inc({ kind: job.kind, stage });
      }
    });
    this.#gauge('bpfleet_jobs_outcome', 'Finished jobs that are kept, by outcome.', ['reason'], (gauge) => {
      for (const { job } of measured()?.jobs.all() ?? [])
        if (job.outcome !== null) gauge.inc({ reason: job.outcome.reason });
    });
    const sessions = ['COMPILING', 'ATTACHED', 'STOPPING', 'FINISHED', 'FAILED', 'RECOVERED'] as const;
    this.#gauge('bpfleet_sessions', 'Sessions of running jobs on nodes, by state.', ['state'], (gauge) => {
      for (const state of sessions) gauge.set({ state }, 0);
      for (const { job, sessions: held } of measured()?.jobs.all() ?? [])
        if (job.outcome === null) for (const { state } of held.values()) gauge.inc({ state });
    });
  }

  #ofKubernetes(numbers: () => KubernetesNumbers): void {
    this.#gauge('bpfleet_leader', 'Whether this operator leads.', () => (numbers().leading ? 1 : 0));
    this.#gauge('bpfleet_pods_watched', 'Pods of the cluster that are known.', () => numbers().pods);
    this.#gauge('bpfleet_api_answers_total', 'Answers of the API server, by HTTP status.', ['code'], (gauge) => {
      for (const [code, count] of numbers().answers) gauge.set({ code: String(code) }, count);
    });
    this.#gauge('bpfleet_api_watch_starts_total', 'Lists and watches that were started.', () => numbers().restarts);
    this.#gauge('bpfleet_api_write_failures_total', 'Writes to the API server that failed.', () => numbers().failures);
  }

  #gauge(name: string, help: string, value: () => number): void;
  #gauge(name: string, help: string, labels: readonly string[], fill: (gauge: Gauge) => void): void;
  #gauge(
    name: string,
    help: string,
    labels: readonly string[] | (() => number),
    fill: (gauge: Gauge) => void = () => undefined,
  ): void {
    const isPlain = typeof labels === 'function';
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: isPlain ? [] : [...labels],
      registers: [this.#registry],
      // Read at the scrape: nothing is counted twice, and nothing stays of what is gone.
      collect: () => {
        gauge.reset();
        if (isPlain) gauge.set(labels());
        else fill(gauge);
      },
    });
  }
}
