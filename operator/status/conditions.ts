/**
 * The conditions of a job.
 *
 * Needs: the job's state, its nodes, what is wrong with its file, and the conditions before. Gives: all of them, always.
 * lastTransitionTime moves only when status changes.
 */
import { addLosses, describeLosses, isLossless, noLosses } from '@bpfleet/results';
import type { Condition, ConditionType } from '@bpfleet/proto';
import type { Job, JobState } from '../jobs/job.ts';
import { allLosses } from '../merge/contributor.ts';
import type { FileProblem } from '../reconcile/intake.ts';
import { problemText } from '../validation/problem.ts';
import type { Gate } from '../reconcile/gate.ts';
import { type NodeReport, unknownNodes } from './nodes.ts';

export interface Finding {
  readonly status: Condition['status'];
  readonly reason: string;
  readonly message: string;
}

export interface ConditionFacts {
  readonly state: JobState;
  readonly reports: readonly NodeReport[];
  readonly fileProblem: FileProblem | null;
  /** Agents that the job is for are connected. */
  readonly hasAgents: boolean;
  readonly gate: Gate;
}

export function findings(facts: ConditionFacts): Readonly<Record<ConditionType, Finding>> {
  return {
    Accepted: accepted(facts),
    Attached: attached(facts),
    ResultsReady: resultsReady(facts),
    AssertionsPassed: assertionsPassed(facts),
    Degraded: degraded(facts),
    Finished: finished(facts),
    Succeeded: succeeded(facts),
  };
}

export function asConditions(
  found: Readonly<Record<ConditionType, Finding>>,
  observedGeneration: number,
  before: readonly Condition[],
  now: string,
): Condition[] {
  return (Object.entries(found) as [ConditionType, Finding][]).map(([type, { status, reason, message }]) => {
    const old = before.find((condition) => condition.type === type);
    const lastTransitionTime = old !== undefined && old.status === status ? old.lastTransitionTime : now;
    return { type, status, observedGeneration, reason, message: message.slice(0, 4096), lastTransitionTime };
  });
}

function accepted({ state, fileProblem, hasAgents, gate }: ConditionFacts): Finding {
  if (fileProblem !== null) {
    const texts = fileProblem.problems.map(problemText).join('; ');
    return { status: 'False', reason: fileProblem.reason, message: `${texts} (the job goes on without this change)` };
  }
  const { outcome, startNs } = state.job;
  if (outcome?.refused === true) return { status: 'False', reason: outcome.reason, message: outcome.message };
  if (startNs !== null) return { status: 'True', reason: 'Valid', message: acceptedText(state.job) };
  // It ended before it began, by no fault of its own.
  if (outcome !== null) return { status: 'Unknown', reason: outcome.reason, message: outcome.message };
  if (gate.kind === 'wait') return { status: 'Unknown', reason: gate.reason, message: gate.message };
  if (hasAgents)
    return { status: 'Unknown', reason: 'Compiling', message: 'waiting for the facts about the kernels of the nodes' };
  return {
    status: 'Unknown',
    reason: 'TargetUnknown',
    message: 'the syntax is right; no node has told about its kernel yet',
  };
}

function acceptedText({ resumed, startNs }: Job): string {
  return resumed === null || startNs === null
    ? 'the script compiles'
    : 'the script compiles; the operator lost its database while the job ran, and goes on with what agents hold of it';
}

function attached({ state, reports }: ConditionFacts): Finding {
  const { outcome, startNs } = state.job;
  if (outcome?.refused === true) return { status: 'False', reason: 'NotAccepted', message: 'the job was refused' };
  if (startNs === null) return { status: 'False', reason: 'NotStarted', message: 'no node was assigned yet' };
  const desired = reports.filter(({ state: at }) => at !== 'Skipped');
  const traced = desired.filter((report) => report.traced).length;
  const message = `${traced} of ${desired.length} nodes`;
  if (desired.length > 0 && traced === desired.length) return { status: 'True', reason: 'AllNodes', message };
  const undecided = desired.some(({ state: at }) => at === 'Pending');
  if (undecided && outcome === null) return { status: 'Unknown', reason: 'Attaching', message };
  return { status: 'False', reason: traced === 0 ? 'NoNodes' : 'PartialNodes', message };
}

function resultsReady({ state: { job } }: ConditionFacts): Finding {
  if (job.outcome === null) return { status: 'False', reason: 'Running', message: 'the job has not finished' };
  if (job.outcome.result === null && job.startNs !== null)
    return { status: 'False', reason: 'ResultLost', message: 'the operator lost the database that held it' };
  if (job.outcome.result === null) return { status: 'False', reason: 'NoResult', message: 'the job never traced' };
  return { status: 'True', reason: 'Merged', message: 'what every node delivered is merged' };
}

function assertionsPassed({ state: { job } }: ConditionFacts): Finding {
  const asked = job.spec.assertions.length;
  if (asked === 0) return { status: 'True', reason: 'NoAssertions', message: 'the job asserts nothing' };
  if (job.outcome === null) return { status: 'Unknown', reason: 'Running', message: 'the job has not finished' };
  if (job.outcome.result === null) return { status: 'Unknown', reason: 'NoResult', message: 'there is no result' };
  const failed = job.outcome.assertions.filter(({ passed }) => !passed);
  if (failed.length === 0) return { status: 'True', reason: 'AllPassed', message: `${asked} of ${asked} hold` };
  const message = failed.map((one) => `${one.name}: ${one.message}`).join('; ');
  return { status: 'False', reason: 'Failed', message };
}

function degraded({ state, reports }: ConditionFacts): Finding {
  if (state.job.startNs === null) return { status: 'False', reason: 'NotStarted', message: 'nothing traces' };
  const problems = (['Lost', 'Failed', 'Skipped', 'Interrupted'] as const).flatMap((kind) => {
    const nodes = reports.filter((report) => report.state === kind).map(({ node }) => node);
    return nodes.length === 0 ? [] : [{ reason: `Node${kind}`, message: `${kind.toLowerCase()}: ${listOf(nodes)}` }];
  });
  const unknown = state.job.outcome === null ? 0 : unknownNodes(state, reports);
  if (unknown > 0)
    problems.unshift({ reason: 'NodeLost', message: `lost with the operator's database: ${unknown} of its nodes` });
  const restarted = reports
    .filter((report) => report.restarted && report.state !== 'Interrupted')
    .map(({ node }) => node);
  if (restarted.length > 0)
    problems.push({ reason: 'TracingInterrupted', message: `did not trace for a while: ${listOf(restarted)}` });
  const lossy = [...state.sessions.values()].filter((session) => !isLossless(allLosses(session)));
  const lost = describeLosses(lossy.map(allLosses).reduce(addLosses, noLosses));
  if (lost !== null)
    problems.push({ reason: 'EventsLost', message: `${lost}: ${listOf([...new Set(lossy.map(({ node }) => node))])}` });
  const [first] = problems;
  if (first === undefined)
    return { status: 'False', reason: 'FullCoverage', message: 'every node delivers everything' };
  return { status: 'True', reason: first.reason, message: problems.map(({ message }) => message).join('; ') };
}

function finished({ state: { job } }: ConditionFacts): Finding {
  const { outcome } = job;
  if (outcome === null) return { status: 'False', reason: job.startNs === null ? 'Queued' : 'Running', message: '' };
  return { status: 'True', reason: outcome.reason, message: outcome.message };
}

/** Unknown until the end; its reason is the stage, which is what people look at. */
function succeeded(facts: ConditionFacts): Finding {
  const { state, reports, hasAgents, gate } = facts;
  const { outcome, startNs } = state.job;
  if (outcome !== null)
    return { status: outcome.succeeded ? 'True' : 'False', reason: outcome.reason, message: outcome.message };
  if (startNs === null && gate.kind === 'wait') return stage(gate.reason, gate.message);
  if (startNs === null) {
    const message = hasAgents ? 'compiling for the nodes' : 'waiting for nodes that it is for';
    return { status: 'Unknown', reason: hasAgents ? 'Compiling' : 'Queued', message };
  }
  const count = (at: NodeReport['state']): number => reports.filter((report) => report.state === at).length;
  if (count('Pending') > 0 && count('Attached') === 0 && count('Flushed') === 0)
    return stage('Attaching', 'nodes are attaching');
  if (count('Attached') > 0 || count('Pending') > 0 || count('Interrupted') > 0)
    return stage('Tracing', count('Attached') === 1 ? '1 node traces' : `${count('Attached')} nodes trace`);
  return stage('Flushing', 'waiting for final results');
}

function stage(reason: string, message: string): Finding {
  return { status: 'Unknown', reason, message };
}

function listOf(nodes: readonly string[]): string {
  const shown = nodes.slice(0, 5).join(', ');
  return nodes.length > 5 ? `${shown} and ${nodes.length - 5} more` : shown;
}
