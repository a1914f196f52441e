import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emitStage, emitStages, type EmitStage } from './emit-text.ts';
import { localPolicy } from './policy.ts';
import { storedTarget } from './testing/target.ts';

const target = storedTarget();
const emitText = (stage: EmitStage, text: string): ReturnType<typeof emitStage> =>
  emitStage(stage, { name: 'a.bt', text }, target, localPolicy);

test('every stage has a form', () => {
  for (const stage of emitStages) {
    const { output, diagnostics } = emitText(
      stage,
      'enum e { A, B };\ntracepoint:syscalls:sys_enter_openat { @[comm] = count(); }',
    );
    assert.deepEqual(diagnostics, []);
    assert.ok(output !== null && output.length > 15, stage);
    assert.match(output, /^[\n\t -~×]+\n$/, `${stage} is text`);
  }
});

test('what a later stage would refuse does not hinder an earlier one', () => {
  const wrongType = 'begin { @x = 1; @x = "a"; }';
  assert.notEqual(emitText('ast', wrongType).output, null);
  assert.notEqual(emitText('bound', wrongType).output, null);
  const { output, diagnostics } = emitText('typed', wrongType);
  assert.equal(output, null);
  assert.equal(diagnostics[0]?.severity, 'error');
});

test('a broken script has no form but that of its C', () => {
  for (const stage of emitStages.filter((one) => one !== 'declared'))
    assert.equal(emitText(stage, 'begin {').output, null);
});
