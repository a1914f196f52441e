import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { corpus, type CorpusScript } from '../corpus/cases.ts';
import { vmKernels } from './kernels.ts';
import { cellsOf, page, pageFile, providerScripts, storedResults } from './provider-table.ts';
import type { TestResult } from './results.ts';

const results = storedResults();

test('docs/providers.md is what the results say', () => {
  assert.equal(readFileSync(pageFile, 'utf8'), page(results));
});

test('every kernel and every provider has a result', () => {
  assert.deepEqual(Object.keys(results), ['here', ...vmKernels.map(({ name }) => name)]);
  for (const { cells } of Object.values(results))
    assert.deepEqual(Object.keys(cells), [...providerScripts(corpus()).keys()]);
});

test('nothing is missing on a kernel that is known to have it', () => {
  for (const { name, features } of vmKernels) {
    for (const [provider, cell] of Object.entries(results[name]?.cells ?? {})) {
      const missing = /^this kernel has no (?<features>.*)$/.exec(cell)?.groups?.['features']?.split(', ') ?? [];
      assert.ok(cell === 'passed' || missing.length > 0, `${provider} on ${name}: ${cell}`);
      assert.deepEqual(
        features.filter((feature) => missing.includes(feature)),
        [],
        `${provider} on ${name}`,
      );
    }
  }
});

const script = (name: string, provider: string): CorpusScript => ({
  name,
  provider,
  path: '',
  text: '',
  exitCode: 0,
  output: null,
  patterns: [],
  workload: null,
  needs: [],
});

test('a cell is from every script of its provider', () => {
  const scripts = [script('a', 'x'), script('b', 'x')];
  const result = (name: string, outcome: TestResult['outcome'], reason = ''): TestResult => ({ name, outcome, reason });
  const skipped = result('a', 'skipped', 'this kernel has no y');
  assert.deepEqual(cellsOf(scripts, [result('a', 'passed'), result('b', 'passed')]), { x: 'passed' });
  assert.deepEqual(cellsOf(scripts, [skipped, result('b', 'passed')]), { x: 'passed' });
  assert.deepEqual(cellsOf(scripts, [skipped, { ...skipped, name: 'b' }]), { x: 'this kernel has no y' });
  assert.throws(() => cellsOf(scripts, [result('a', 'passed'), result('b', 'failed')]), /x: b failed/);
  assert.throws(() => cellsOf(scripts, [result('a', 'passed')]), /x: b failed did not run/);
});
