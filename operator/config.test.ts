import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { configure } from './config.ts';

function check(args: readonly string[], env: Readonly<Record<string, string>>, expected: object | RegExp): void {
  const configured = configure(args, env);
  if (!(expected instanceof RegExp)) return assert.deepEqual(configured, { kind: 'config', config: expected });
  assert.ok(configured.kind === 'stop' && configured.exitCode === 2);
  assert.match(configured.text, expected);
}

const defaults = {
  kubernetes: false,
  ephemeralState: false,
  metrics: null,
  api: null,
  endJobs: false,
  agentAccount: null,
  namespace: 'bpfleet',
  identity: hostname(),
  statusIntervalMs: 1000,
  listen: '127.0.0.1:7460',
  tls: null,
  jobs: 'jobs',
  state: 'operator-state',
  logLevel: 'info',
  heartbeatMs: 2000,
  graceMs: 30_000,
};

test('defaults, environment, flags: each wins over what is before it', () => {
  check([], {}, defaults);
  check([], { BPFLEET_JOBS: 'a', BPFLEET_GRACE: '1m30s' }, { ...defaults, jobs: 'a', graceMs: 90_000 });
  const agentAccount = { namespace: 'ns', serviceAccount: 'agent', audience: 'bpfleet-operator' };
  const tls = { certificate: 'tls.crt', key: 'tls.key' };
  check(
    ['--kubernetes', '--listen=0.0.0.0:1', '--tls-cert=tls.crt', '--tls-key=tls.key', '--agent-account=ns/agent'],
    {},
    { ...defaults, kubernetes: true, statusIntervalMs: 5000, listen: '0.0.0.0:1', tls, agentAccount },
  );
  check(['--jobs', 'b', '--listen', '[::1]:0'], { BPFLEET_JOBS: 'a' }, { ...defaults, jobs: 'b', listen: '[::1]:0' });
});

test('help and version are texts', () => {
  for (const [flag, text] of [
    ['--help', /Usage: bpfleet-operator/],
    ['-V', /^\d+\.\d+\.\d+\n$/],
  ] as const) {
    const configured = configure([flag], {});
    assert.ok(configured.kind === 'stop' && configured.exitCode === 0);
    assert.match(configured.text, text);
  }
});

test('what is wrong is said with the flag', () => {
  check(
    ['--listen', '0.0.0.0:7460'],
    {},
    /^bpfleet-operator: --listen \(BPFLEET_LISTEN\): "0\.0\.0\.0:7460" is not a loopback address/,
  );
  check(['--listen', '127.0.0.1:70000'], {}, /"127\.0\.0\.1:70000" has a port outside 0–65535/);
  check([], { BPFLEET_LISTEN: '10.0.0.1:1' }, /is not a loopback address/);
  check(['--listen', '0.0.0.0:7460', '--tls-cert', 'a'], {}, /--tls-key \(BPFLEET_TLS_KEY\): is missing/);
  check(['--agent-account', 'ns/a'], {}, /--agent-account \(BPFLEET_AGENT_ACCOUNT\): needs --kubernetes/);
  check(['--tls-key', 'a'], {}, /--tls-cert \(BPFLEET_TLS_CERT\): is missing/);
  check(['--heartbeat', 'often'], {}, /^bpfleet-operator: --heartbeat \(BPFLEET_HEARTBEAT\): must be a duration/);
  check(['--heartbeat', '1ms'], {}, /must be from 100 ms to 2000 ms/);
  check(['--log-level', 'loud'], {}, /^bpfleet-operator: --log-level \(BPFLEET_LOG_LEVEL\): /);
  check(['extra'], {}, /too many arguments/);
  check(['--lisen', 'x'], {}, /^bpfleet-operator: unknown option '--lisen'\n\(Did you mean --listen\?\)/);
});
