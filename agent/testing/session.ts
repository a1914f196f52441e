/** Runs a script through a real Session and keeps what it says. */
import {
  defaultLimits,
  defaultSettings,
  type Guard,
  type Limits,
  type Policy,
  noInputs,
  type Target,
} from '@bpfleet/compiler';
import { type Datum, rowsOf, type Table, type Value } from '@bpfleet/results';
import { type Cgroup, cgroupProblem } from '../kernel/cgroups.ts';
import { liveBinaries } from '../symbols/binaries.ts';
import { kernelSymbols, symbolWorker } from '../symbols/shared.ts';
import { liveTarget } from '../kernel/target.ts';
import type { Session, SessionOptions, SessionRound, SessionState } from '../sessions/session.ts';
import { noContainers } from '../names/names.ts';
import { startSession } from '../sessions/start.ts';

export interface RunningScript {
  readonly session: Session;
  readonly states: readonly SessionState[];
  /** Bytes of every printf and print(value), as latin1. */
  readonly output: readonly string[];
  readonly rounds: readonly SessionRound[];
  /** Resolves when events are traced; rejects when that fails. */
  readonly attached: Promise<void>;
}

export interface ScriptOptions extends Partial<Omit<SessionOptions, 'source' | 'policy'>> {
  /** Only events of this cgroup count, unless `guardKeys` says of which; null for all. */
  readonly cgroup: Cgroup | null;
  readonly limits?: Partial<Limits>;
  /** Only this process counts. */
  readonly process?: number;
  readonly policy?: Partial<Policy>;
}

let target: Target | null = null;
let started = 0;

export function testTarget(): Target {
  target ??= liveTarget(liveBinaries(null, symbolWorker), kernelSymbols, null);
  return target;
}

export function sessionOptions(
  script: string,
  { cgroup, limits, policy, process, ...options }: ScriptOptions,
): SessionOptions {
  started += 1;
  return {
    incarnation: `test-${globalThis.process.pid}-${started}`,
    source: { name: 'test.bt', text: script },
    policy: {
      guard: guardOf(cgroup, process ?? null),
      limits: { ...defaultLimits, ...limits },
      failures: 'none',
      unsafe: false,
      containers: null,
      inputs: noInputs,
      settings: defaultSettings,
      mayRaiseLimits: true,
      fleet: false,
      ...policy,
    },
    guardKeys: process !== undefined ? [BigInt(process)] : cgroup === null ? [] : [cgroup.id],
    attachPid: null,
    containers: [],
    names: noContainers,
    guardProblem: () => (cgroup === null ? null : cgroupProblem(cgroup)),
    pinFolder: null,
    stateFolder: null,
    facts: null,
    deadlineNs: null,
    startNs: null,
    ...options,
  };
}

function guardOf(cgroup: Cgroup | null, pid: number | null): Guard {
  if (pid !== null) return { kind: 'process' };
  return cgroup === null ? { kind: 'none' } : { kind: 'cgroup', levels: [cgroup.level] };
}

/** This kernel, and the files that a process sees. */
export function targetOf(pid: number): Target {
  return { ...testTarget(), binaries: liveBinaries(pid, symbolWorker) };
}

/** `on`: a Target instead of this kernel's own. */
export function runScript(script: string, options: ScriptOptions, on: Target = testTarget()): RunningScript {
  const states: SessionState[] = [];
  const output: string[] = [];
  const rounds: SessionRound[] = [];
  const { promise: attached, resolve, reject } = Promise.withResolvers<void>();
  attached.catch(() => undefined); // tests of failures look at the states instead
  const session = startSession(sessionOptions(script, options), on, {
    onState(state) {
      states.push(state);
      if (state.kind === 'attached') resolve();
      if (state.kind === 'failed') reject(new Error(`${state.reason}: ${state.message}\n${state.log}`));
    },
    onOutput: (text) => void output.push(text),
    onRound: (round) => void rounds.push(round),
  });
  return { session, states, output, rounds, attached };
}

/** Stops it, and gives its final state. */
export async function stopped({ session }: RunningScript): Promise<SessionState> {
  session.stop('cancelled');
  return session.done;
}

function columnText(datum: Datum): string {
  if (typeof datum === 'bigint') return datum.toString();
  return datum instanceof Uint8Array ? Buffer.from(datum).toString('latin1') : `(${datum.map(columnText).join(',')})`;
}

/** The rows as `key → value`, key columns joined by a comma. */
export function rowMap(table: Table | undefined): ReadonlyMap<string, Value> {
  const rows = table === undefined ? [] : rowsOf(table);
  return new Map(rows.map(({ key, value }) => [key.map(columnText).join(','), value]));
}

/** The number in a row, null when there is none. */
export function numberAt(table: Table | undefined, key: string): bigint | null {
  const value = rowMap(table).get(key);
  return value?.kind === 'number' ? value.value : null;
}
