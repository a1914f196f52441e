/**
 * The agent in numbers, for Prometheus.
 *
 * Needs: what is there at the time of the scrape. Gives: the text of the exposition format. No label holds what a tenant chose.
 */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { SessionState } from '@bpfleet/proto';

export interface Measured {
  readonly connected: boolean;
  /** Of every incarnation that is held. */
  readonly states: readonly SessionState[];
}

const states = ['COMPILING', 'ATTACHED', 'STOPPING', 'FINISHED', 'FAILED', 'RECOVERED'] as const;

export class Metrics {
  readonly #registry = new Registry();

  constructor(measured: () => Measured) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, prefix: 'bpfleet_agent_' });
    const connected: Gauge = new Gauge({
      name: 'bpfleet_agent_connected',
      help: 'Whether the operator is there.',
      registers,
      collect: () => connected.set(measured().connected ? 1 : 0),
    });
    const sessions: Gauge = new Gauge({
      name: 'bpfleet_agent_sessions',
      help: 'Sessions that trace, or whose last contents the operator has not acknowledged, by state.',
      labelNames: ['state'],
      registers,
      collect: () => {
        for (const state of states) sessions.set({ state }, 0);
        for (const state of measured().states) sessions.inc({ state });
      },
    });
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
