/**
 * `npm run providers [KERNEL…]`: runs the corpus's scripts that stand for providers in these kernels, or all, and in the one that
 * runs here (`here`); writes providers.json and docs/providers.md.
 */
import { writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { corpus } from '../corpus/cases.ts';
import { findKernel, kernelRelease, vmKernels } from './kernels.ts';
import {
  cellsOf,
  page,
  pageFile,
  type ProviderResults,
  providerScripts,
  resultsFile,
  storedResults,
} from './provider-table.ts';
import { testHere, testInVm } from './tests.ts';

const machine = { limitMs: 20 * 60_000, cpus: 1, memoryMib: 3072 };
const files = ['e2e/corpus.test.ts'];

const scripts = corpus();
const names = [...providerScripts(scripts).values()].flat().map(({ name }) => name);
const only = `^(?:${names.join('|')})$`;
const known = ['here', ...vmKernels.map(({ name }) => name)];
const wanted = process.argv.length > 2 ? process.argv.slice(2) : known;

let results: ProviderResults = storedResults();
for (const name of wanted) {
  const kernel = findKernel(name);
  if (kernel === null && name !== 'here') throw new Error(`the kernels are ${known.join(', ')}, not ${name}`);
  const outcomes = kernel === null ? testHere(files, only) : await testInVm(kernel, files, machine, only);
  // The version alone: what a vendor adds says nothing about features.
  const text = kernel === null ? `Linux ${/^[\d.]+/.exec(release())?.[0]}` : kernelRelease(kernel);
  results = { ...results, [name]: { release: text, cells: cellsOf(scripts, outcomes) } };
}
const ordered = Object.fromEntries(
  known.flatMap((name) => (results[name] === undefined ? [] : [[name, results[name]]])),
);
writeFileSync(resultsFile, `${JSON.stringify(ordered, null, 2)}\n`);
writeFileSync(pageFile, page(ordered));
