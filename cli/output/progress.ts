/**
 * What the status of a job says to somebody who waits: messages as things happen, and what came of it at the end.
 *
 * Needs: a status. Gives: text for standard error, an exit code. Reports: nothing.
 */
import type { Condition, TraceJobStatus } from '@bpfleet/proto';
import { ExitCode } from '../exit-code.ts';

export function conditionOf(status: TraceJobStatus | null, type: Condition['type']): Condition | null {
  return status?.conditions.find((condition) => condition.type === type) ?? null;
}

export function isFinished(status: TraceJobStatus | null): boolean {
  return conditionOf(status, 'Finished')?.status === 'True';
}

/** Where it stands, in a few words; the same text while nothing changes. */
export function stageOf(status: TraceJobStatus | null): string {
  const attached = conditionOf(status, 'Attached');
  if (attached?.status === 'True') return attachedText(status);
  const stage = conditionOf(status, 'Succeeded');
  if (stage === null) return 'waiting for the operator';
  return stage.message === '' ? stage.reason : `${stage.reason}: ${stage.message}`;
}

function attachedText(status: TraceJobStatus | null): string {
  const { nodes, targets } = status ?? {};
  const count = nodes?.attached ?? 0;
  const pods = targets === undefined ? '' : `, ${targets.pods} pod${targets.pods === 1 ? '' : 's'}`;
  return `Attached on ${count} node${count === 1 ? '' : 's'}${pods}`;
}

const codes: Readonly<Record<string, ExitCode>> = {
  AssertionFailed: ExitCode.assertionFailed,
  CompileError: ExitCode.usage,
  Invalid: ExitCode.usage,
  Forbidden: ExitCode.forbidden,
  DeadlineExceeded: ExitCode.timeout,
};

export function exitCodeOf(status: TraceJobStatus | null): ExitCode {
  const succeeded = conditionOf(status, 'Succeeded');
  if (succeeded?.status === 'True') return ExitCode.passed;
  const refused = conditionOf(status, 'Accepted');
  // Of a job that was never accepted the reason is what is wrong with it, and only its author can mend that.
  if (refused?.status === 'False') return codes[refused.reason] ?? ExitCode.usage;
  return codes[succeeded?.reason ?? ''] ?? ExitCode.infrastructure;
}

/** What is wrong with the script, or with the job; empty when it went well. */
export function complaints(status: TraceJobStatus | null, scriptName: string): readonly string[] {
  const diagnostics = (status?.script?.diagnostics ?? []).map(({ line, column, severity, message, hint }) => {
    const said = `${scriptName}:${line}:${column}: ${severity.toUpperCase()}: ${message}`;
    return hint === undefined || hint === '' ? said : `${said}\nHINT: ${hint}`;
  });
  const failed = (status?.assertions ?? [])
    .filter(({ passed }) => !passed)
    .map(
      ({ name, severity, message }) =>
        `${severity === 'Error' ? 'ERROR' : 'WARNING'}: ${name} does not hold: ${message}`,
    );
  const nodes = (status?.notableNodes ?? []).map(
    ({ node, state, reason, message }) => `${node}: ${state} (${reason}): ${message}`,
  );
  const gaps = (status?.gaps ?? []).map(
    ({ node, from, to, reason }) => `${node}: not traced from ${from} to ${to}: ${reason}`,
  );
  return [...diagnostics, ...failed, ...nodes, ...gaps, ...losses(status), ...verdict(status, diagnostics.length > 0)];
}

function losses(status: TraceJobStatus | null): readonly string[] {
  const lost = Object.entries(status?.lost ?? {}).filter(([, count]) => count !== '0');
  return lost.map(([what, count]) => `lost ${what}: ${count}`);
}

function verdict(status: TraceJobStatus | null, explained: boolean): readonly string[] {
  const refused = conditionOf(status, 'Accepted');
  const succeeded = conditionOf(status, 'Succeeded');
  const wrong = refused?.status === 'False' ? refused : succeeded?.status === 'False' ? succeeded : null;
  // The diagnostics said it.
  if (wrong === null || (explained && wrong.reason === 'CompileError')) return [];
  return [`${wrong.reason}: ${wrong.message}`];
}
