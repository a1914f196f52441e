import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Condition, TraceJobStatus } from '@bpfleet/proto';
import { ExitCode } from '../exit-code.ts';
import { textPrinter } from './printer.ts';
import { complaints, exitCodeOf, isFinished, stageOf } from './progress.ts';

function statusOf(conditions: Readonly<Record<string, string>>, more: Partial<TraceJobStatus> = {}): TraceJobStatus {
  const made = Object.entries(conditions).map(([type, text]): Condition => {
    const [status = '', reason = '', ...message] = text.split(' ');
    const known = { type, status, reason, message: message.join(' ') } as Pick<
      Condition,
      'type' | 'status' | 'reason' | 'message'
    >;
    return { ...known, observedGeneration: 1, lastTransitionTime: '2026-01-01T00:00:00Z' };
  });
  return { observedGeneration: 1, conditions: made, ...more };
}

test('exit codes', () => {
  const check = (conditions: Readonly<Record<string, string>>, code: ExitCode): void =>
    assert.equal(exitCodeOf(statusOf(conditions)), code, JSON.stringify(conditions));
  check({ Accepted: 'True Valid', Succeeded: 'True Completed' }, ExitCode.passed);
  check({ Accepted: 'True Valid', Succeeded: 'False AssertionFailed' }, ExitCode.assertionFailed);
  check({ Accepted: 'False CompileError', Succeeded: 'False CompileError' }, ExitCode.usage);
  check({ Accepted: 'False ClassUnknown', Succeeded: 'False ClassUnknown' }, ExitCode.usage);
  check({ Accepted: 'False Forbidden', Succeeded: 'False Forbidden' }, ExitCode.forbidden);
  check({ Accepted: 'True Valid', Succeeded: 'False NoTargets' }, ExitCode.infrastructure);
  check({ Accepted: 'True Valid', Succeeded: 'False CoverageBelowMinimum' }, ExitCode.infrastructure);
  assert.equal(exitCodeOf(null), ExitCode.infrastructure);
});

test('where a job stands', () => {
  assert.equal(stageOf(null), 'waiting for the operator');
  assert.equal(
    stageOf(statusOf({ Succeeded: 'Unknown Queued class baseline is full' })),
    'Queued: class baseline is full',
  );
  const nodes = { summary: '', desired: 1, attached: 1, flushed: 0, failed: 0, lost: 0, skipped: 0, restarted: 0 };
  const attached = statusOf({ Attached: 'True AllNodes' }, { nodes, targets: { pods: 3, containers: 4 } });
  assert.equal(stageOf(attached), 'Attached on 1 node, 3 pods');
  assert.equal(isFinished(attached), false);
  assert.equal(isFinished(statusOf({ Finished: 'True Completed' })), true);
});

test('what is wrong is told once, with its place', () => {
  const diagnostics = [
    { line: 2, column: 5, severity: 'error', code: 'x', message: 'no such thing', hint: 'try it' },
  ] as const;
  const status = statusOf(
    { Accepted: 'False CompileError script 2:5: no such thing', Succeeded: 'False CompileError x' },
    {
      script: { sha256: '', diagnostics: [...diagnostics] },
      lost: { events: '3', control: '0', probes: '0', mapInsertFailures: '0', failedReads: '0', rounds: '0' },
    },
  );
  assert.deepEqual(complaints(status, 'stdin'), ['stdin:2:5: ERROR: no such thing\nHINT: try it', 'lost events: 3']);
  const late = statusOf({ Accepted: 'True Valid', Succeeded: 'False NoTargets nothing matches' });
  assert.deepEqual(complaints(late, 'stdin'), ['NoTargets: nothing matches']);
});

test('lines keep their ends and tabs, and cannot move a terminal', () => {
  const line = { node: 'n1', atNs: 1n, text: Buffer.from('a\tb \x1b[2J é\n') };
  assert.equal(Buffer.from(textPrinter.lines([line, line])).toString('utf8'), 'a\tb \\x1b[2J é\na\tb \\x1b[2J é\n');
});
