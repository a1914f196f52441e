/** What tests of several folders share: jobs as they are in the middle of a run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  type ColumnType,
  emptyStatus,
  type MapSchema as WireMapSchema,
  type SessionStatus,
  clusterTraceJobSpec,
} from '@bpfleet/proto';
import type { MapSchema } from '@bpfleet/results';
import { type Job, type JobState, newJobState, type Part } from '../jobs/job.ts';

export function temporaryFolder(context: Pick<TestContext, 'after'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-operator-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const second = 1_000_000_000n;

export function exampleJob(change: Partial<Job> = {}): Job {
  return {
    uid: 'job-1',
    kind: 'ClusterTraceJob',
    namespace: '',
    name: 'example',
    generation: 1,
    spec: clusterTraceJobSpec.parse({ source: { inline: 'begin { }' }, run: { duration: '10s' } }),
    createdNs: 100n * second,
    startNs: 100n * second,
    deadlineNs: 110n * second,
    cancelNs: null,
    deleted: false,
    unsafe: false,
    resumed: null,
    selected: null,
    outcome: null,
    diagnostics: [],
    ...change,
  };
}

export function assignedState(nodes: readonly string[], change: Partial<Job> = {}): JobState {
  const parts = nodes.map((node): [string, Part] => [
    node,
    { node, includedNs: 100n * second, place: { kind: 'member' } },
  ]);
  return { ...newJobState(exampleJob(change)), parts: new Map(parts) };
}

/** `@ : [string] → count` */
export const countByName: MapSchema = {
  name: '@',
  keys: [{ type: { kind: 'string' }, nodeLocal: false }],
  value: { kind: 'count' },
};

const stringColumn: ColumnType = { node: { kind: 'STRING', size: 0, signed: false, names: [], values: [] }, inner: [] };

const wireCountByName: WireMapSchema = {
  name: '@',
  keys: [{ type: stringColumn, nodeLocal: false }],
  value: { kind: 'COUNT', signed: false, bits: 0, type: null, linear: null },
};

export function statusMessage(change: Partial<SessionStatus>): SessionStatus {
  return {
    ...emptyStatus('job-1', 'a-1', 1n),
    state: 'ATTACHED',
    attachedNs: 101n * second,
    maps: [wireCountByName],
    probes: 1,
    ...change,
  };
}
