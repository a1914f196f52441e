import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Condition } from '@bpfleet/proto';
import { happenings } from './events.ts';

type Short = readonly [type: Condition['type'], status: Condition['status'], reason: string, message?: string];

function conditions(shorts: readonly Short[]): readonly Condition[] {
  return shorts.map(([type, status, reason, message = '']) => ({
    type,
    status,
    reason,
    message,
    observedGeneration: 1,
    lastTransitionTime: '',
  }));
}

function check(before: readonly Short[], after: readonly Short[], ...expected: readonly string[]): void {
  const told = happenings(conditions(before), conditions(after));
  assert.deepEqual(
    told.map(({ type, reason, note }) => `${type} ${reason}: ${note}`),
    expected,
  );
}

test('transitions, once', () => {
  check([], [['Accepted', 'True', 'Valid', 'it compiles']], 'Normal Accepted: it compiles');
  check([['Accepted', 'True', 'Valid']], [['Accepted', 'True', 'Valid', 'another text']]);
  check([], [['Accepted', 'False', 'CompileError', '1:2: no']], 'Warning CompileError: 1:2: no');
  check(
    [['Attached', 'Unknown', 'Attaching']],
    [['Attached', 'True', 'AllNodes', '2 of 2']],
    'Normal Attached: 2 of 2',
  );
  check([], [['Degraded', 'True', 'NodeLost', 'lost: a']], 'Warning NodeLost: lost: a');
  check([['Degraded', 'True', 'NodeLost']], [['Degraded', 'True', 'EventsLost', 'x']], 'Warning EventsLost: x');
});

test('an end is good or bad by what Succeeded says', () => {
  const succeeded: Short = ['Succeeded', 'True', 'Completed'];
  check([], [['Finished', 'True', 'Completed'], succeeded], 'Normal Completed: Completed');
  check(
    [],
    [
      ['Finished', 'True', 'AssertionFailed', 'a: no'],
      ['Succeeded', 'False', 'AssertionFailed'],
    ],
    'Warning AssertionFailed: a: no',
  );
});

test('a refusal is told once', () => {
  check(
    [],
    [
      ['Accepted', 'False', 'CompileError', '1:2: no'],
      ['Finished', 'True', 'CompileError', '1:2: no'],
    ],
    'Warning CompileError: 1:2: no',
  );
});

test('waits are told, stages are not', () => {
  check([], [['Succeeded', 'Unknown', 'Queued', 'behind another']], 'Normal Queued: behind another');
  check([['Succeeded', 'Unknown', 'Queued']], [['Succeeded', 'Unknown', 'Tracing']]);
  check([], [['ResultsReady', 'True', 'Merged']]);
});
