import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, parseAgentConfig } from './config.ts';

test('flags win over the environment, and the environment over the defaults', () => {
  const config = parseAgentConfig(['--node', 'node-a'], { BPFLEET_NODE: 'node-b', BPFLEET_OPERATOR: '127.0.0.1:9000' });
  assert.equal(config.node, 'node-a');
  assert.deepEqual(config.link, { address: '127.0.0.1:9000', secured: null });
  assert.equal(config.nodeCgroup, null);
});

test('an operator on another machine, with what both prove themselves by', () => {
  const argv = ['--operator', 'operator.bpfleet.svc:7460', '--operator-ca', '/tls/ca.crt', '--token', '/token'];
  const secured = { caFile: '/tls/ca.crt', tokenFile: '/token', serverName: null };
  assert.deepEqual(parseAgentConfig(argv, {}).link, { address: 'operator.bpfleet.svc:7460', secured });
});

const wrong: readonly { readonly argv: readonly string[]; readonly says: RegExp }[] = [
  { argv: ['--operator', '10.0.0.1:7460'], says: /--operator "10.0.0.1:7460": is not a loopback address/ },
  { argv: ['--operator', '127.0.0.1:0'], says: /--operator "127.0.0.1:0": has a port outside 1–65535/ },
  { argv: ['--operator', 'op.ns.svc:1', '--operator-ca', 'ca.crt'], says: /--token "": is missing/ },
  { argv: ['--operator', '10.0.0.1:1', '--operator-ca', 'ca', '--token', 't'], says: /--operator-name "": is missing/ },
  { argv: ['--token', 'token'], says: /--operator-ca "": is missing: a token is sent to an operator/ },
  { argv: ['--operator-name', 'x'], says: /--operator-ca "": is missing/ },
  {
    argv: ['--operator', 'op_x:1', '--operator-ca', 'ca.crt', '--token', 't'],
    says: /neither an address nor a host name/,
  },
  { argv: ['--node', 'Node_A'], says: /--node "Node_A": is not a node name/ },
  { argv: ['--node', '../x'], says: /is not a node name/ },
  { argv: ['--log-level', 'loud'], says: /--log-level "loud"/ },
  { argv: ['--metrics', '9091'], says: /--metrics "9091": must be address:port/ },
  { argv: ['--colour'], says: /unknown option '--colour'/ },
  { argv: ['extra'], says: /too many arguments/ },
];

for (const { argv, says } of wrong) {
  test(`refuses ${argv.join(' ')}`, () => {
    assert.throws(
      () => parseAgentConfig(argv, {}),
      (error) => error instanceof ConfigError && says.test(error.message),
    );
  });
}

test('IPv6 loopback is accepted', () => {
  assert.equal(parseAgentConfig(['--operator', '[::1]:7460', '--node', 'a'], {}).link.address, '[::1]:7460');
});
