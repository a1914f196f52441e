/**
 * Brings every job from what is to what should be, again after each change.
 *
 * Needs: the jobs, the connected agents, verdicts, a clock. Gives: `touch`, which says that a job may need something;
 * what is needed is seen from the whole state, never from the change.
 * Reports: to users by status; to the log with job and node.
 */
import type { Verdicts } from '../compile/verdicts.ts';
import { fullName, type Job, type JobState } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Log } from '../log.ts';
import { type ResultPlace, statusOf } from '../status/status.ts';
import type { StatusWriter } from '../status/writer.ts';
import type { JobStore } from '../store/store.ts';
import type { Action, PlannedOutcome } from './action.ts';
import { refOf } from '../jobs/ref.ts';
import type { ClusterView } from '../targets/cluster-view.ts';
import { type Scope, scopeOf } from '../targets/scope.ts';
import { wireTarget } from '../targets/wire.ts';
import { type Agent, type Agents, digestOf } from './agents.ts';
import { observe } from './observe.ts';
import { applyActions, assignmentOf, isStateAction, type OutwardAction } from './apply.ts';
import { finish } from './finish.ts';
import type { Concluder } from '../result/conclusions.ts';
import type { FileProblem } from './intake.ts';
import type { Observed, Timing } from './observed.ts';
import { Paced } from './paced.ts';
import { plan } from './plan.ts';

export interface LoopOptions {
  readonly jobs: Jobs;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly verdicts: Verdicts;
  readonly store: JobStore;
  readonly writer: StatusWriter;
  readonly log: Log;
  readonly nowNs: () => bigint;
  readonly timing: Timing;
  /** Null where there is no Kubernetes. */
  readonly view: ClusterView | null;
  readonly results: ResultPlace;
  readonly conclusions: Concluder;
  readonly problemOf: (uid: string) => FileProblem | null;
}

/** Plans that follow from each other (begin, include, assign) are carried out at once; more are a bug. */
const maxSteps = 10;
const maxTimerMs = 60 * 60 * 1000;

export class Loop {
  readonly #options: LoopOptions;
  readonly #startedNs: bigint;
  readonly #scopes = new WeakMap<Job, { readonly version: number; readonly scope: Scope }>();
  readonly #touched = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #pass = new Paced(() => this.#reconcileTouched());
  #closed = false;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#startedNs = options.nowNs();
  }

  touch(uid: string): void {
    this.#touched.add(uid);
    this.#pass.ask();
  }

  touchAll(): void {
    for (const { job } of this.#options.jobs.all()) this.touch(job.uid);
  }

  /** Jobs that have not ended. */
  touchOpen(): void {
    for (const { job } of this.#options.jobs.all()) if (job.outcome === null) this.touch(job.uid);
  }

  close(): void {
    this.#closed = true;
    this.#pass.close();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #reconcileTouched(): void {
    // No plan rests on what may still be undone.
    this.#options.jobs.flush();
    const uids = [...this.#touched];
    this.#touched.clear();
    for (const uid of uids) this.#reconcile(uid);
  }

  #reconcile(uid: string): void {
    // Its end is on the way, and has it looked at again.
    if (this.#options.jobs.isSealed(uid)) return;
    try {
      const observed = this.#settle(uid);
      if (observed !== null) this.#report(uid, observed);
    } catch (error) {
      this.#failed(uid, error);
    }
  }

  /** A full disk or a bug with one job: the others go on, and this one is looked at again. */
  #failed(uid: string, error: unknown): void {
    const { nowNs, log } = this.#options;
    log.error({ uid, err: error }, 'the job could not be brought forward: trying again');
    this.#sleep(uid, nowNs() + 5_000_000_000n);
  }

  /** Plans and carries out until nothing is left to do now. Null when the job is gone, or its result is being made. */
  #settle(uid: string): Observed | null {
    const { jobs, nowNs, log, agents } = this.#options;
    let last: readonly Action[] = [];
    for (let step = 0; ; step++) {
      const state = jobs.get(uid);
      if (state === null || jobs.isSealed(uid)) {
        this.#sleep(uid, null);
        return null;
      }
      const scope = this.#scope(state.job);
      const observed = observe(state, scope, { ...this.#options, startedNs: this.#startedNs, nowNs: nowNs() });
      const { actions, wakeNs } = plan(observed, nowNs());
      this.#sleep(uid, wakeNs);
      if (actions.length === 0) return observed;
      if (step === maxSteps) {
        const kinds = [...new Set(last.map(({ kind }) => kind))];
        log.error({ uid, actions: kinds }, `a bug: the job still asks for something after ${maxSteps} steps`);
        return observed;
      }
      this.#carryOut(state, scope, actions, agents);
      last = actions;
    }
  }

  /** Figured once for each state of the job and of the cluster: a fleet's pods are many, and messages are more. */
  #scope(job: Job): Scope {
    const { view } = this.#options;
    const version = view?.version ?? 0;
    const known = this.#scopes.get(job);
    if (known?.version === version) return known.scope;
    const scope = scopeOf(job, view, view?.traceClass(job.spec.className) ?? null);
    this.#scopes.set(job, { version, scope });
    return scope;
  }

  /** What concerns the job's own state first, in one commit; nobody is told of what is not there yet. */
  #carryOut(state: JobState, scope: Scope, actions: readonly Action[], agents: Agents): void {
    const { jobs, log, nowNs } = this.#options;
    const { uid } = state.job;
    for (const action of actions) {
      const facts = { job: fullName(state.job), uid, ...('node' in action ? { node: action.node } : {}) };
      log.info({ ...facts, ...('why' in action ? action.why : {}) }, `job: ${action.kind}`);
    }
    const own = actions.filter(isStateAction);
    if (own.length > 0) jobs.apply(applyActions(state, own, nowNs()));
    for (const action of actions) {
      const now = isStateAction(action) ? null : jobs.get(uid);
      if (!isStateAction(action) && now !== null) this.#execute(now, scope, action, agents);
    }
  }

  #execute(state: JobState, scope: Scope, action: OutwardAction, agents: Agents): void {
    const { objects } = this.#options.store;
    const { job } = state;
    switch (action.kind) {
      case 'finish':
        void this.#finish(state, action.outcome);
        return;
      case 'assign':
      case 'retarget':
      case 'cancel':
        return send(job, scope, action, agents.get(action.node) ?? null);
      case 'hold':
        return objects?.hold(refOf(job));
      case 'release':
        return objects?.release(refOf(job));
      case 'expire':
        return objects?.expire(refOf(job));
    }
  }

  async #finish(state: JobState, outcome: PlannedOutcome): Promise<void> {
    const { uid } = state.job;
    try {
      await finish(this.#options, state, outcome);
    } catch (error) {
      if (!this.#closed) this.#failed(uid, error);
      return;
    }
    if (this.#closed) return;
    this.touch(uid);
    // Others may have waited for its place.
    this.touchOpen();
  }

  #report(uid: string, { gate, nodes }: Observed): void {
    const { jobs, writer, problemOf, nowNs, results } = this.#options;
    const state = jobs.get(uid);
    if (state === null || state.job.deleted) return;
    const before = jobs.lastStatus(uid);
    const status = statusOf({
      state,
      fileProblem: problemOf(uid),
      hasAgents: nodes.some(({ meant, connection }) => meant && connection !== null),
      gate,
      results,
      before,
      nowNs: nowNs(),
    });
    if (JSON.stringify(before) !== JSON.stringify(status)) jobs.saveStatus(uid, status);
    writer.offer(refOf(state.job), status);
  }

  #sleep(uid: string, wakeNs: bigint | null): void {
    clearTimeout(this.#timers.get(uid));
    this.#timers.delete(uid);
    if (wakeNs === null) return;
    const inMs = Number((wakeNs - this.#options.nowNs()) / 1_000_000n) + 1;
    this.#timers.set(
      uid,
      setTimeout(() => this.touch(uid), Math.min(Math.max(inMs, 1), maxTimerMs)),
    );
  }
}

function send(
  job: Job,
  { targets }: Scope,
  { kind, node }: Extract<OutwardAction, { readonly node: string }>,
  agent: Agent | null,
): void {
  if (agent === null) return;
  const { uid } = job;
  const own = targets === null ? null : (targets.get(node) ?? []);
  if (own !== null && kind !== 'cancel') agent.targets.set(uid, digestOf(own));
  switch (kind) {
    case 'assign':
      agent.assigned.add(uid);
      return agent.connection.send({ kind: 'assignment', value: assignmentOf(job, own) });
    case 'retarget':
      return agent.connection.send({
        kind: 'targets',
        value: { jobUid: uid, containers: (own ?? []).map(wireTarget) },
      });
    case 'cancel': {
      agent.cancelled.add(uid);
      const reason = job.deleted ? 'the job was deleted' : 'the job was cancelled';
      return agent.connection.send({ kind: 'cancel', value: { jobUid: uid, reason } });
    }
  }
}
