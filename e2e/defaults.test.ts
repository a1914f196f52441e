/** What is said in several places is the same in all of them: the default address, the README's commands and its TraceJob. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseAgentConfig } from '@bpfleet/agent';
import { configure } from '@bpfleet/operator';
import { repository } from './harness/fleet.ts';

const readme = readFileSync(path.join(repository, 'README.md'), 'utf8');

test('an agent dials by default where the operator listens by default', () => {
  const configured = configure([], {});
  assert.ok(configured.kind === 'config');
  assert.equal(parseAgentConfig(['--node', 'a'], {}).link.address, configured.config.listen);
});

test('the commands of the README are understood, and agree with each other', () => {
  const [operator = [], agent = []] = ['operator', 'agent'].map((program) =>
    (new RegExp(`^bin/bpfleet-${program} (.*)$`, 'm').exec(readme)?.[1] ?? '').split(' '),
  );
  const configured = configure(operator, {});
  assert.ok(configured.kind === 'config');
  assert.equal(parseAgentConfig(agent, {}).link.address, configured.config.listen);
});

test('the TraceJob of the README is the example that it names', () => {
  const [, file = '', yaml] = /`(examples\/\S+\.yaml)`:\n\n```yaml\n(.*?)```/s.exec(readme) ?? [];
  const comment = /^#.*\n/gm;
  assert.equal(yaml, readFileSync(path.join(repository, file), 'utf8').replaceAll(comment, ''));
});

test('files that the README and the other pages link to are there', () => {
  for (const page of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']) {
    const text = readFileSync(path.join(repository, page), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, link]) => link ?? '');
    for (const link of links) assert.ok(existsSync(path.join(repository, link)), `${page}: ${link}`);
  }
});
