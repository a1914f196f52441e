/** docs/faults.md: what was done to a real cluster, and what came of it. Written by the run that did it. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../settings.ts';
import type { Fault } from './rows.ts';

export interface Came {
  readonly fault: Fault;
  readonly came: string;
}

const head = `# Faults

What happens when something is wrong, on a real Kubernetes: control plane, two nodes, image and chart of this repository. This page
is written by the run that brings the faults about (\`npm run test:cluster\`, e2e/cluster/tests/faults.test.ts), when all of them came
out as they must.

Where a job runs, two pods on two nodes make events that nobody else makes, and a count of them beside the cluster is the oracle: the
job's total and that of each pod must equal it, or the result must say what is missing. After each row, bpftool and the descriptors of
the cluster's processes were looked at: nothing was attached any more.

`;

export function writeReport(rows: readonly Came[]): void {
  const lines = rows.map(({ fault, came }) => `| ${[fault.fault, fault.must, came].map(cell).join(' | ')} |`);
  const table = ['| fault | must | came |', '| --- | --- | --- |', ...lines].join('\n');
  writeFileSync(path.join(repository, 'docs/faults.md'), `${head}${table}\n`);
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('*', '\\*');
