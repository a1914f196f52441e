import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterTraceJob, traceJob } from '@bpfleet/proto';
import { readArguments, type RunRequest } from './arguments.ts';
import { ExitCode, Failure } from './exit-code.ts';
import { manifestOf } from './manifest.ts';

function runOf(...argv: readonly string[]): RunRequest {
  const request = readArguments(['run', ...argv]);
  assert.ok(request.kind === 'run', JSON.stringify(request));
  return request.run;
}

/** The job's spec; it must be one that the operator takes. */
function specOf(...argv: readonly string[]): unknown {
  const { metadata, ...manifest } = manifestOf(runOf(...argv), 'shop');
  const { generateName, ...rest } = metadata;
  const made = { ...manifest, metadata: { ...rest, name: `${generateName}x` } };
  const parsed = (manifest.kind === 'TraceJob' ? traceJob : clusterTraceJob).safeParse(made);
  assert.ok(parsed.success, JSON.stringify(parsed.error?.issues));
  return { kind: manifest.kind, ...('namespace' in metadata ? { in: metadata.namespace } : {}), ...manifest.spec };
}

const run = { duration: '30s', interval: '1s' };
const source = { inline: 'begin { }' };
const ttlSecondsAfterFinished = 3600;

test('what becomes of the flags', () => {
  assert.deepEqual(specOf('-e', 'begin { }'), {
    kind: 'TraceJob',
    in: 'shop',
    source,
    target: {},
    run,
    ttlSecondsAfterFinished,
  });
  assert.deepEqual(specOf('-e', 'begin { }', '-A', '--node', 'n1', '--node', 'n2', '--duration', '5m'), {
    kind: 'ClusterTraceJob',
    source,
    target: { nodes: { names: ['n1', 'n2'] } },
    run: { ...run, duration: '5m' },
    ttlSecondsAfterFinished,
  });
  const all = ['-l', 'app=x', '-c', 'app', '--class', 'privileged', '--assert', 'true', '--min-coverage', '95%'];
  assert.deepEqual(specOf('-e', 'begin { }', ...all), {
    kind: 'TraceJob',
    in: 'shop',
    source,
    className: 'privileged',
    target: { pods: { selector: { matchLabels: { app: 'x' }, matchExpressions: [] } }, containers: { names: ['app'] } },
    run: { ...run, completion: { minCoverage: '95%' } },
    assertions: [{ name: 'assert-1', expr: 'true' }],
    ttlSecondsAfterFinished,
  });
});

test('what does not go together is a usage error', () => {
  const check = (argv: readonly string[], says: RegExp): void => {
    try {
      const request = readArguments(argv);
      assert.ok(request.kind === 'text' && request.code === ExitCode.usage, JSON.stringify(request));
      assert.match(request.text, says);
    } catch (error) {
      assert.ok(error instanceof Failure && error.code === ExitCode.usage, String(error));
      assert.match(error.message, says);
    }
  };
  check([], /Usage: kubectl bpfleet/);
  check(['run'], /give a script/);
  check(['run', '-e', 'x', 'file.bt'], /give a script/);
  check(['run', '/no/such/file.bt'], /cannot read \/no\/such\/file\.bt: ENOENT/);
  check(['run', '-e', 'x', '-o', 'xml'], /-o: xml is neither text nor json/);
  check(['run', '-e', 'x', '--node', 'n1'], /--node goes with -A/);
  check(['run', '-e', 'x', '-A', '-n', 'shop'], /exclude each other/);
  check(['run', '-e', 'x', '-l', 'a b'], /-l: "a b" is no selector/);
  check(['run', '-e', 'x', '--timeout', 'soon'], /--timeout: soon is no time/);
  check(['run', '-e', 'x', '--colour'], /unknown option '--colour'/);
  check(['trace'], /unknown command 'trace'/);
});

test('help and version', () => {
  for (const argv of [['--help'], ['run', '--help'], ['--version']]) {
    const request = readArguments(argv);
    assert.ok(request.kind === 'text' && request.code === ExitCode.passed && request.text.length > 4, argv.join(' '));
  }
});
