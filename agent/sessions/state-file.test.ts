import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { countPlan, manifestOf } from '../testing/manifests.ts';
import { type IncarnationState, readStates, removeState, touchState, writeState } from './state-file.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'bpfleet-state-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

const state: IncarnationState = {
  incarnation: 'node-a.example-17-ab',
  facts: '{"jobUid":"u"}',
  manifest: manifestOf([countPlan(0, '@', true)], [], [{ map: 0, top: 0, div: 0, reset: true }]),
  attachedNs: 1_700_000_000_123_456_789n,
  bootId: 'b',
  ended: null,
};

test('what is written comes back, 64-bit integers included', (t) => {
  const path = folder(t);
  writeState(path, state);
  const [found] = readStates(path);
  assert.ok(found !== undefined && 'state' in found);
  assert.deepEqual(found.state, state);
  assert.deepEqual(readdirSync(path), ['node-a.example-17-ab.json']);
});

test('the end replaces the beginning', (t) => {
  const path = folder(t);
  const ended: IncarnationState = { ...state, ended: { reason: 'deadline', exitCode: 3, detachedNs: 5n } };
  writeState(path, state);
  writeState(path, ended);
  const [found] = readStates(path);
  assert.ok(found !== undefined && 'state' in found);
  assert.deepEqual(found.state.ended, ended.ended);
});

test('touching moves the last moment known', (t) => {
  const path = folder(t);
  writeState(path, state);
  utimesSync(join(path, `${state.incarnation}.json`), 1, 1);
  // File times are doubles of seconds on their way: a microsecond or so is lost.
  const before = BigInt(Date.now() - 1) * 1_000_000n;
  touchState(path, state.incarnation);
  const [found] = readStates(path);
  assert.ok(found !== undefined && 'state' in found);
  assert.ok(found.touchedNs >= before);
});

test('a removed one is gone; removing twice is no error', (t) => {
  const path = folder(t);
  writeState(path, state);
  removeState(path, state.incarnation);
  removeState(path, state.incarnation);
  assert.deepEqual(readStates(path), []);
});

test('files of another version and damaged ones are named, not guessed', (t) => {
  const path = folder(t);
  writeFileSync(join(path, 'a.json'), '{"version":99,"state":{}}');
  writeFileSync(join(path, 'b.json'), '{"ver');
  writeFileSync(join(path, 'c.json.new'), 'half a fi');
  const problems = readStates(path).map((found) => ('unreadable' in found ? found.unreadable : ''));
  assert.equal(problems.length, 2);
  assert.match(problems[0] ?? '', /a\.json was written by another version/);
  assert.match(problems[1] ?? '', /b\.json: /);
});
