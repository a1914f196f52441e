import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constants } from 'node:os';
import { type Diagnostic, TargetError } from '@bpfleet/compiler';
import { AttachError } from '../kernel/attach-error.ts';
import { LoadError } from '../kernel/load.ts';
import { failedCompilation, failedStart } from './failure.ts';

const diagnostic = (cause: Diagnostic['cause'], severity: Diagnostic['severity'] = 'error'): Diagnostic => ({
  severity,
  code: 'x',
  span: { start: 0, end: 1 },
  message: `because of ${cause}`,
  hint: null,
  related: [],
  cause,
});

test('a Target is at fault only when the script is not', () => {
  const reasonOf = (...diagnostics: readonly Diagnostic[]): string => failedCompilation(diagnostics).reason;
  assert.equal(reasonOf(diagnostic('script')), 'CompileError');
  assert.equal(reasonOf(diagnostic('FieldMissing')), 'FieldMissing');
  assert.equal(reasonOf(diagnostic('FieldMissing'), diagnostic('script')), 'CompileError');
  assert.equal(reasonOf(diagnostic('script', 'warning'), diagnostic('ProbeMissing')), 'ProbeMissing');
});

test('what loading and attaching throw', () => {
  assert.equal(failedStart(new AttachError('no')).reason, 'AttachFailed');
  assert.equal(failedStart(new LoadError('no', null, 'log', null)).log, 'log');
  assert.equal(failedStart(new LoadError('no', diagnostic('script'), '', null)).reason, 'VerifierRejected');
  assert.equal(failedStart(new LoadError('no', diagnostic('ProbeMissing'), '', null)).reason, 'ProbeMissing');
  const full = failedStart(Object.assign(new Error('cannot read x: EMFILE'), { errno: constants.errno.EMFILE }));
  assert.match(
    full.message,
    /^this process may not have more files open, raise the limit \(ulimit -n 4096\): cannot read x/,
  );
  const ofNode = failedStart(Object.assign(new Error('open'), { errno: -constants.errno.ENFILE }));
  assert.match(ofNode.message, /^this machine has no room for more open files .*: open$/);
  const refused = new LoadError(
    'no',
    null,
    'log',
    Object.assign(new Error('load: EMFILE'), { errno: constants.errno.EMFILE }),
  );
  assert.match(failedStart(refused).message, /ulimit -n 4096\): load: EMFILE/);
  const damaged = failedStart(new TargetError('BTF of vmlinux', 'a type is cut off'));
  assert.equal(damaged.message, 'what this kernel tells of itself is damaged: BTF of vmlinux: a type is cut off');
  assert.deepEqual([full.log, damaged.log], ['', '']);
  const bug = failedStart(new TypeError('x is not iterable'));
  assert.deepEqual([bug.reason, bug.message], ['Internal', 'a bug of bpfleet: x is not iterable']);
  assert.match(bug.log, /failure\.test\.ts/);
});
