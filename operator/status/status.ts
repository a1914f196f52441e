/**
 * The status of a job.
 *
 * Needs: what conditions.ts needs, and the status before. Gives: the whole status; the same facts give the same status.
 */
import type { ScriptDiagnostic, TraceJobStatus } from '@bpfleet/proto';
import { addLosses, noLosses } from '@bpfleet/results';
import { resultPath } from '../api/discovery.ts';
import { scriptDigest } from '../compile/verdict.ts';
import type { AssertionVerdict, Job, JobState } from '../jobs/job.ts';
import { allLosses } from '../merge/contributor.ts';
import type { FileProblem } from '../reconcile/intake.ts';
import { gapsOf } from '../result/gaps.ts';
import { problemText } from '../validation/problem.ts';
import { asConditions, type Finding, findings } from './conditions.ts';
import type { Gate } from '../reconcile/gate.ts';
import { nodeCounts, nodeReports, notableNodes } from './nodes.ts';

export interface StatusFacts {
  readonly state: JobState;
  readonly fileProblem: FileProblem | null;
  readonly hasAgents: boolean;
  /** Whether it may begin. */
  readonly gate: Gate;
  readonly results: ResultPlace;
  readonly before: TraceJobStatus | null;
  readonly nowNs: bigint;
}

/** Where results are. */
export interface ResultPlace {
  /** They are gone with the machine or the pod. */
  readonly ephemeral: boolean;
  /** An API server hands them out. */
  readonly served: boolean;
}

export function statusOf(facts: StatusFacts): TraceJobStatus {
  const { state, before, nowNs } = facts;
  const { job } = state;
  const reports = nodeReports(state);
  const conditions = asConditions(
    findings({ ...facts, reports }),
    job.generation,
    before?.conditions ?? [],
    timeText(nowNs),
  );
  return {
    observedGeneration: job.generation,
    ...(job.startNs === null ? {} : { startTime: timeText(job.startNs) }),
    ...(job.outcome === null ? {} : { completionTime: timeText(job.outcome.atNs) }),
    script: { sha256: scriptDigest(job.spec), diagnostics: job.diagnostics.slice(0, 50).map(diagnosticOf) },
    ...(job.startNs === null ? {} : (ofLostRun(state, before) ?? running(state))),
    conditions,
  };

  function running(started: JobState): Partial<TraceJobStatus> {
    return {
      nodes: nodeCounts(started, job.outcome !== null),
      notableNodes: notableNodes(reports),
      lost: lostOf(started),
      gaps: gapTexts(started),
      ...targetsOf(started.job),
      ...resultOf(started, facts.results),
    };
  }
}

/** What was written of a run whose database is lost, as long as nothing else is known of it. Null when something is. */
function ofLostRun({ job, parts }: JobState, before: TraceJobStatus | null): Partial<TraceJobStatus> | null {
  const isUnknown = job.outcome === null ? job.resumed !== null : job.outcome.result === null;
  if (before === null || !isUnknown || parts.size > 0) return null;
  const { observedGeneration: _generation, conditions: _conditions, ...facts } = before;
  return facts;
}

/** Of a file that is no TraceJob, so that there is no job. */
export function malformedStatus(problem: FileProblem, before: TraceJobStatus | null, nowNs: bigint): TraceJobStatus {
  const message = problem.problems.map(problemText).join('; ');
  const refused: Finding = { status: 'False', reason: 'NotAccepted', message: 'the file does not describe a job' };
  const found = {
    Accepted: { status: 'False', reason: problem.reason, message },
    Attached: refused,
    ResultsReady: refused,
    AssertionsPassed: refused,
    Degraded: { status: 'False', reason: 'NotAccepted', message: 'nothing traces' },
    Finished: { status: 'True', reason: problem.reason, message },
    Succeeded: { status: 'False', reason: problem.reason, message },
  } as const;
  const { generation } = problem.ref;
  return {
    observedGeneration: generation,
    conditions: asConditions(found, generation, before?.conditions ?? [], timeText(nowNs)),
  };
}

function diagnosticOf({
  line,
  column,
  severity,
  code,
  message,
  hint,
}: ScriptDiagnostic): NonNullable<TraceJobStatus['script']>['diagnostics'][number] {
  return {
    line: Math.max(line, 1),
    column: Math.max(column, 1),
    severity: severity === 'warning' ? 'warning' : 'error',
    code: code.slice(0, 64),
    message: message.slice(0, 1024),
    ...(hint === '' ? {} : { hint: hint.slice(0, 1024) }),
  };
}

function lostOf({ sessions, job }: JobState): NonNullable<TraceJobStatus['lost']> {
  const lost = [...sessions.values()].reduce((sum, session) => addLosses(sum, allLosses(session)), noLosses);
  return {
    events: lost.events.toString(),
    control: lost.control.toString(),
    probes: lost.missedRuns.toString(),
    mapInsertFailures: lost.mapFull.toString(),
    failedReads: lost.failedReads.toString(),
    rounds: (job.outcome?.result?.late ?? 0).toString(),
  };
}

function gapTexts(state: JobState): NonNullable<TraceJobStatus['gaps']> {
  const endNs = state.job.deadlineNs ?? 0n;
  return gapsOf(state)
    .slice(0, 32)
    .map(({ node, fromNs, toNs, reason }) => ({
      node,
      from: timeText(fromNs),
      to: timeText(toNs ?? (endNs > fromNs ? endNs : fromNs)),
      reason,
    }));
}

function targetsOf({ selected }: Job): Partial<TraceJobStatus> {
  if (selected === null) return {};
  const pods = new Set(selected.map((one) => one.slice(0, one.indexOf('/'))));
  return { targets: { pods: pods.size, containers: selected.length } };
}

function resultOf({ job }: JobState, { ephemeral, served }: ResultPlace): Partial<TraceJobStatus> {
  const facts = job.outcome?.result ?? null;
  if (facts === null) return {};
  const { digest, maps, lines, rounds } = facts;
  const summary = {
    maps: maps.map(({ name, entries, top }) => ({ name, entries, ...(top.length === 0 ? {} : { top: [...top] }) })),
    lines,
    rounds,
  };
  const assertions = job.outcome?.assertions ?? [];
  return {
    result: {
      digest,
      ...(served ? { url: resultPath(job) } : {}),
      ...(ephemeral ? { storage: 'Ephemeral' } : {}),
      summary,
    },
    ...(assertions.length === 0 ? {} : { assertions: assertions.map(assertionOf) }),
  };
}

function assertionOf(verdict: AssertionVerdict): NonNullable<TraceJobStatus['assertions']>[number] {
  return { ...verdict, message: verdict.message.slice(0, 1024) };
}

/** RFC 3339 in UTC with milliseconds; moments that no calendar has become its last one. */
export function timeText(ns: bigint): string {
  const milliseconds = Number(ns / 1_000_000n);
  return new Date(Math.min(milliseconds, 8.64e15)).toISOString();
}
