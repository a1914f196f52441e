import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJob, updateProblems } from './parse.ts';
import { problemText } from './problem.ts';

const head = 'apiVersion: bpfleet.dev/v1alpha1\nkind: ClusterTraceJob\nmetadata: {name: x}\n';
const good = `${head}spec:\n  source: {inline: "begin { }"}\n  run: {duration: 10s}\n`;

function check(text: string, ...expected: readonly string[]): void {
  const parsed = parseJob(text, 'x');
  assert.deepEqual(parsed.kind === 'job' ? [] : parsed.problems.map(problemText), expected);
}

test('a job gets every default', () => {
  const parsed = parseJob(good, 'x');
  assert.ok(parsed.kind === 'job');
  const { kind, namespace, name, spec } = parsed.job;
  assert.deepEqual({ kind, namespace, name }, { kind: 'ClusterTraceJob', namespace: '', name: 'x' });
  assert.deepEqual(spec, {
    className: 'baseline',
    source: { inline: 'begin { }' },
    target: { nodes: { names: [] }, membership: 'Follow', noTargets: 'Fail' },
    run: {
      duration: '10s',
      interval: '5s',
      completion: { minCoverage: '95%' },
      onControllerLoss: { detachAfter: '60s' },
    },
    limits: { maxMapKeys: 4096, maxMapBytesPerNode: '16Mi', maxStringLength: 128, maxProbes: 64 },
    assertions: [],
    suspend: false,
    cancel: false,
    ttlSecondsAfterFinished: 86_400,
  });
});

test('what is not YAML', () => {
  check('', '1:1: the file is empty: a TraceJob is expected');
  check(
    'a: [1,\nb: 2',
    '2:1: not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  );
  check(`${good}---\n${good}`, '7:1: 2 documents: give each TraceJob a file of its own');
  check('a: 1\na: 2\n', '2:1: not YAML: Map keys must be unique');
  check('just text', '1:1: expected object, received string');
});

test('what is no TraceJob: every problem with its place', () => {
  check(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {}\n',
    '1:13: apiVersion: expected "bpfleet.dev/v1alpha1"',
    '2:7: kind: expected "TraceJob" or "ClusterTraceJob"',
    '4:7: spec.source: required, but missing',
    '4:7: spec.run: required, but missing',
  );
  check(
    `${head}spec:\n  source: {inline: "x", tool: y}\n  run:\n    duration: 10\n    until: []\n`,
    '5:25: spec.source.tool: there is no such field',
    '7:15: spec.run.duration: expected string, received number',
    '8:5: spec.run.until: there is no such field',
  );
  check(
    `${good}  target: {nodes: {names: [a, "B!"]}}\n`,
    '7:31: spec.target.nodes.names[1]: must be lower case letters, digits, - and ., not - or . at its ends',
  );
  check(
    `${good}  limits: {maxMapKeys: 0, maxMapBytesPerNode: many}\n`,
    '7:24: spec.limits.maxMapKeys: too small: expected number to be >=1',
    '7:47: spec.limits.maxMapBytesPerNode: must be bytes, or a whole number with Ki, Mi or Gi',
  );
});

test('what the rules forbid', () => {
  check(
    `${head}spec:\n  source: {}\n  run: {duration: 1m}\n`,
    '5:11: spec.source: exactly one source must be given: inline',
  );
  for (const duration of ['tomorrow', '10', '25h', '1ms', '-5s', '""']) {
    check(
      `${head}spec:\n  source: {inline: "x"}\n  run: {duration: "${duration.replaceAll('"', '')}"}\n`,
      '6:19: spec.run.duration: must be a duration from 1s to 24h, such as 90s, 1m30s or 500ms',
    );
  }
  check(good.replace('name: x', 'name: y'), '3:18: metadata.name: the file is x.yaml: give both the same name');
});

test('a small file cannot become a large one', () => {
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 9; i++)
    bomb.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  check(bomb.join('\n'), '1:1: not YAML: Excessive alias count indicates a resource exhaustion attack');
  check('x'.repeat(300_000), '1:1: larger than 262144 bytes');
});

test('updates: cancel only, and only once', () => {
  const update = (before: string, after: string, ...expected: readonly string[]): void => {
    const [old, changed] = [parseJob(before, 'x'), parseJob(after, 'x')];
    assert.ok(old.kind === 'job' && changed.kind === 'job');
    assert.deepEqual(updateProblems(changed.located, old.job.spec, changed.job.spec).map(problemText), expected);
  };
  const cancelled = `${good}  cancel: true\n`;
  update(good, good);
  update(good, cancelled);
  update(cancelled, good, '5:3: spec.cancel: cancel cannot be taken back');
  update(good, good.replace('10s', '20s'), '6:3: spec.run: run cannot change once the job exists: make a new job');
  update(
    good,
    `${good.replace('begin', 'end')}  target: {nodes: {names: [a]}}\n`,
    '5:3: spec.source: source cannot change once the job exists: make a new job',
    '7:3: spec.target: target cannot change once the job exists: make a new job',
  );
});

test('a value of a wrong kind', () => {
  check(
    `${good}  limits: {maxMapBytesPerNode: [1]}\n`,
    '7:32: spec.limits.maxMapBytesPerNode: must be bytes, or a whole number with Ki, Mi or Gi',
  );
});

test('a large file of anything does not keep the operator busy', () => {
  const began = performance.now();
  const keys = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join('');
  const parsed = parseJob(keys, 'example');
  assert.equal(parsed.kind === 'malformed' && parsed.problems.length, 20);
  assert.ok(performance.now() - began < 10_000, 'a comparison of every key with every other one takes half a minute');
});
