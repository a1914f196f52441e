/** What is said in several places is the same in all of them: the default address, the commands and TraceJob of docs/fleet.md, links. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseAgentConfig } from '@bpfleet/agent';
import { configure } from '@bpfleet/operator';
import { repository } from './harness/fleet.ts';

const fleet = readFileSync(path.join(repository, 'docs/fleet.md'), 'utf8');

test('an agent dials by default where the operator listens by default', () => {
  const configured = configure([], {});
  assert.ok(configured.kind === 'config');
  assert.equal(parseAgentConfig(['--node', 'a'], {}).link.address, configured.config.listen);
});

test('the commands of docs/fleet.md are understood, and agree with each other', () => {
  const [operator = [], agent = []] = ['operator', 'agent'].map((program) =>
    (new RegExp(`^bin/bpfleet-${program} (.*)$`, 'm').exec(fleet)?.[1] ?? '').split(' '),
  );
  const configured = configure(operator, {});
  assert.ok(configured.kind === 'config');
  assert.equal(parseAgentConfig(agent, {}).link.address, configured.config.listen);
});

test('the TraceJob of docs/fleet.md is the example that it names', () => {
  const [, file = '', yaml] = /`(examples\/\S+\.yaml)`\S*:\n\n```yaml\n(.*?)```/s.exec(fleet) ?? [];
  const comment = /^#.*\n/gm;
  assert.equal(yaml, readFileSync(path.join(repository, file), 'utf8').replaceAll(comment, ''));
});

/** As GitHub names the places of a page: lower case, without punctuation, hyphens for spaces. */
function anchors(page: string): ReadonlySet<string> {
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((one) =>
      one
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test('files and headings that the README and the other pages link to are there', () => {
  const docs = ['fleet', 'command', 'language', 'providers', 'performance'].map((name) => `docs/${name}.md`);
  for (const page of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...docs]) {
    const text = readFileSync(path.join(repository, page), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link]) => link ?? '');
    for (const link of links) {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path.join(repository, page) : path.join(repository, path.dirname(page), file);
      assert.ok(existsSync(target), `${page}: ${link}`);
      if (anchor !== undefined) assert.ok(anchors(readFileSync(target, 'utf8')).has(anchor), `${page}: ${link}`);
    }
  }
});
