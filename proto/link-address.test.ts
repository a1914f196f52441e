import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressProblem, loopbackProblem } from './link-address.ts';

const table: readonly { readonly text: string; readonly leastPort?: 0 | 1; readonly problem: RegExp | null }[] = [
  { text: '127.0.0.1:7460', problem: null },
  { text: '127.8.9.10:65535', problem: null },
  { text: '[::1]:7460', problem: null },
  { text: '127.0.0.1:0', leastPort: 0, problem: null },
  { text: '127.0.0.1:0', problem: /^has a port outside 1–65535$/ },
  { text: '127.0.0.1:65536', leastPort: 0, problem: /^has a port outside 0–65535$/ },
  { text: '127.0.0.1:123456', problem: /^is not address:port/ },
  { text: '127.0.0.1', problem: /^is not address:port, such as 127\.0\.0\.1:7460/ },
  { text: '', problem: /^is not address:port/ },
  { text: '::1:7460', problem: /^is not address:port/ },
  { text: '[127.0.0.1]:7460', problem: /^is not address:port/ },
  { text: 'localhost:7460', problem: /^is a name: give the address, 127\.0\.0\.1 or \[::1\]$/ },
  { text: '127.example.org:7460', problem: /^is a name/ },
  { text: '127.1:7460', problem: /^is a name/ },
  { text: '0.0.0.0:7460', problem: /^is not a loopback address; / },
  { text: '10.0.0.1:7460', problem: /^is not a loopback address; / },
  { text: '[::]:7460', problem: /^is not a loopback address; / },
  { text: '[::ffff:10.0.0.1]:7460', problem: /^is not a loopback address; / },
];

for (const { text, leastPort = 1, problem } of table) {
  test(`${text} from port ${leastPort}: ${problem === null ? 'accepted' : 'refused'}`, () => {
    const said = loopbackProblem(text, leastPort);
    if (problem === null) assert.equal(said, null);
    else assert.match(said ?? '', problem);
  });
}

test('with TLS any address and any host name serves', () => {
  for (const text of ['10.0.0.1:7460', '[2001:db8::1]:7460', 'bpfleet-operator.bpfleet.svc:7460', 'operator:1']) {
    assert.equal(addressProblem(text, 1), null, text);
  }
  assert.match(addressProblem('bad_name:7460', 1) ?? '', /neither an address nor a host name/);
  assert.match(addressProblem('-x.org:7460', 1) ?? '', /neither an address nor a host name/);
  assert.match(addressProblem('operator', 1) ?? '', /is not address:port/);
  assert.match(addressProblem('operator:0', 1) ?? '', /has a port outside/);
});
