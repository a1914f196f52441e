/** What `kubectl get` shows, by kind. */

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'date' | 'integer';
  readonly jsonPath: string;
  readonly description: string;
  /** 0: always; 1: with -o wide. */
  readonly priority: 0 | 1;
}

function column(name: string, jsonPath: string, description: string, more: Partial<Column> = {}): Column {
  return { name, type: 'string', jsonPath, description, priority: 0, ...more };
}

const condition = (type: string): string => `.status.conditions[?(@.type=="${type}")]`;
const age = column('Age', '.metadata.creationTimestamp', 'Time since it was made.', { type: 'date' });
const wide = { priority: 1 } as const;

export const jobColumns: readonly Column[] = [
  column('Status', `${condition('Succeeded')}.reason`, 'Stage of a running job, outcome of a finished one.'),
  column('Nodes', '.status.nodes.summary', 'Nodes with a final result / nodes assigned.'),
  column('Duration', '.spec.run.duration', 'How long the job traces.'),
  column('Assert', `${condition('AssertionsPassed')}.reason`, 'What came of the assertions.'),
  column('Lost', '.status.lost.events', 'Output lines that are not in the result.'),
  age,
  column('Class', '.spec.className', 'TraceClass of the job.', wide),
  column('Pods', '.status.targets.pods', 'Pods that are, or were, traced.', { ...wide, type: 'integer' }),
  column('Skipped', '.status.nodes.skipped', 'Nodes whose kernel lacks what the script needs.', {
    ...wide,
    type: 'integer',
  }),
  column('Digest', '.status.result.digest', 'sha256 of the result.', wide),
  column('Message', `${condition('Succeeded')}.message`, 'The outcome in words.', wide),
];

export const classColumns: readonly Column[] = [
  column('Unsafe', '.spec.unsafe', 'Whether scripts may act on what they trace.'),
  column('Max-Duration', '.spec.limits.maxDuration', 'Longest duration of a job.'),
  column('Max-Maps', '.spec.limits.maxMapBytesPerNode', 'Most kernel memory of the maps of a job on a node.'),
  age,
  column('Description', '.spec.description', 'What the class is for.', wide),
];
