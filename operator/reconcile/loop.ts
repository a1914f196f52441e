/**
 * Brings every job from what is to what should be, again after each change.
 *
 * Needs: the jobs, the connected agents, verdicts, a clock. Gives: `touch`, which says that a job may need something;
 * what is needed is seen from the whole state, never from the change.
 * Reports: to users by status; to the log with job and node.
 */
import { syntaxErrors } from '../compile/verdict.ts';
import type { Verdicts } from '../compile/verdicts.ts';
import { fullName, type JobState } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Log } from '../log.ts';
import { statusOf } from '../status/status.ts';
import type { StatusWriter } from '../status/writer.ts';
import type { JobStore } from '../store/store.ts';
import type { Action } from './action.ts';
import { type Agent, hasAgentsFor, observeNodes } from './agents.ts';
import { applyActions, assignmentOf, isStateAction, type StateAction } from './apply.ts';
import { finish } from './finish.ts';
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
  readonly problemOf: (uid: string) => FileProblem | null;
}

/** Plans that follow from each other (begin, include, assign) are carried out at once; more are a bug. */
const maxSteps = 10;
const maxTimerMs = 60 * 60 * 1000;

export class Loop {
  readonly #options: LoopOptions;
  readonly #startedNs: bigint;
  readonly #touched = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #pass = new Paced(() => this.#reconcileTouched());

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

  close(): void {
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
    const { nowNs, log } = this.#options;
    try {
      this.#settle(uid);
      this.#report(uid);
    } catch (error) {
      // A full disk or a bug with one job: the others go on, and this one is looked at again.
      log.error({ uid, err: error }, 'the job could not be brought forward: trying again');
      this.#sleep(uid, nowNs() + 5_000_000_000n);
    }
  }

  /** Plans and carries out until nothing is left to do now. */
  #settle(uid: string): void {
    const { jobs, nowNs, log } = this.#options;
    let last: readonly Action[] = [];
    for (let step = 0; step < maxSteps; step++) {
      const state = jobs.get(uid);
      if (state === null) return this.#sleep(uid, null);
      const { actions, wakeNs } = plan(this.#observe(state), nowNs());
      this.#sleep(uid, wakeNs);
      if (actions.length === 0) return;
      this.#carryOut(state, actions);
      last = actions;
    }
    const kinds = [...new Set(last.map(({ kind }) => kind))];
    log.error({ uid, actions: kinds }, `a bug: the job still asks for something after ${maxSteps} steps`);
  }

  #observe(state: JobState): Observed {
    const { agents, verdicts, timing } = this.#options;
    const { job } = state;
    return {
      job,
      syntaxErrors: job.startNs === null ? syntaxErrors(fullName(job), job.spec) : [],
      nodes: job.outcome === null ? observeNodes(state, agents, verdicts) : [],
      operatorStartedNs: this.#startedNs,
      timing,
    };
  }

  /** What concerns the job's own state first, in one commit; nobody is told of what is not there yet. */
  #carryOut(state: JobState, actions: readonly Action[]): void {
    const { jobs, log, nowNs } = this.#options;
    const { uid } = state.job;
    for (const action of actions) {
      const facts = { job: fullName(state.job), uid, ...('node' in action ? { node: action.node } : {}) };
      log.info({ ...facts, ...('why' in action ? action.why : {}) }, `job: ${action.kind}`);
    }
    const own = actions.filter(isStateAction);
    if (own.length > 0) jobs.apply(applyActions(state, own, nowNs()));
    for (const action of actions) if (!isStateAction(action)) this.#execute(uid, action);
  }

  #execute(uid: string, action: Exclude<Action, StateAction>): void {
    const { jobs, agents } = this.#options;
    const state = jobs.get(uid);
    if (state === null) return;
    switch (action.kind) {
      case 'finish':
        return finish(this.#options, state, action.outcome);
      case 'assign': {
        const agent = agents.get(action.node);
        agent?.assigned.add(uid);
        return agent?.connection.send({ kind: 'assignment', value: assignmentOf(state.job) });
      }
      case 'cancel': {
        const agent = agents.get(action.node);
        agent?.cancelled.add(uid);
        const reason = state.job.deleted ? 'the job was deleted' : 'the job was cancelled';
        return agent?.connection.send({ kind: 'cancel', value: { jobUid: uid, reason } });
      }
    }
  }

  #report(uid: string): void {
    const { jobs, agents, writer, problemOf, nowNs } = this.#options;
    const state = jobs.get(uid);
    if (state === null || state.job.deleted) return;
    const before = jobs.lastStatus(uid);
    const status = statusOf({
      state,
      fileProblem: problemOf(uid),
      hasAgents: hasAgentsFor(state, agents),
      before,
      nowNs: nowNs(),
    });
    if (JSON.stringify(before) !== JSON.stringify(status)) jobs.saveStatus(uid, status);
    const { name, namespace, generation } = state.job;
    writer.offer({ name, namespace, uid, generation }, status);
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
