/** The agent's start, as far as it comes without rights. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AgentProcess } from './testing/agent-process.ts';

/** Runs a command without any capability, whoever runs the test. */
const powerless = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : [];

const refusals: readonly {
  readonly name: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly says: RegExp;
}[] = [
  { name: 'an unknown flag', args: ['--colour'], code: 2, says: /^bpfleet-agent: unknown option '--colour'\n$/ },
  {
    name: 'an operator elsewhere',
    args: ['--operator', '10.0.0.1:7460'],
    code: 2,
    says: /^bpfleet-agent: --operator "10\.0\.0\.1:7460": is not a loopback address; [^\n]+\n$/,
  },
  {
    name: 'a flag without its value',
    args: ['--node'],
    code: 2,
    says: /^bpfleet-agent: option '--node <name>' argument missing\n$/,
  },
  {
    name: 'no rights',
    args: ['--node', 'a', '--state', '/nonexistent/state'],
    code: 1,
    says: /^bpfleet-agent: tracing needs root [^\n]+\n$/,
  },
];

for (const { name, args, code, says } of refusals) {
  test(`${name}: one line and exit code ${code}`, async (t) => {
    const agent = new AgentProcess(t, args, powerless);
    assert.deepEqual(await agent.ended, { code, signal: null });
    assert.match(agent.stderr, says);
    assert.equal(agent.stdout, '');
  });
}

for (const [flag, says] of [
  ['--help', /^Usage: bpfleet-agent /],
  ['--version', /^\d+\.\d+\.\d+\n$/],
] as const) {
  test(`${flag} needs no rights`, async (t) => {
    const agent = new AgentProcess(t, [flag], powerless);
    assert.deepEqual(await agent.ended, { code: 0, signal: null });
    assert.match(agent.stdout, says);
    assert.equal(agent.stderr, '');
  });
}
