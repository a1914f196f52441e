/**
 * What is known of a started cluster: written before anything is made, so that whatever is there can be found after a crash.
 *
 * Gives: cluster.json in the state folder, read and written. Reports: a file that is not ours.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { clustersFolder, stateFolder, statePaths } from './settings.ts';

const schema = z.object({
  name: z.string(),
  /** The checkout that started it. */
  checkout: z.string(),
  /** Number of its network. */
  index: z.number(),
  nodes: z.number(),
  /** Folder of built programs, by name. */
  programs: z.record(z.string(), z.string()),
});
export type ClusterFacts = z.infer<typeof schema>;

/** Null where no such cluster was started. */
export function readFacts(name: string): ClusterFacts | null {
  const { facts } = statePaths(name);
  return existsSync(facts) ? schema.parse(JSON.parse(readFileSync(facts, 'utf8'))) : null;
}

export function writeFacts(facts: ClusterFacts): void {
  mkdirSync(stateFolder(facts.name), { recursive: true });
  const file = statePaths(facts.name).facts;
  writeFileSync(`${file}.tmp`, `${JSON.stringify(facts, null, 2)}\n`);
  renameSync(`${file}.tmp`, file);
}

/** Names of all clusters of this machine, running or left over. */
export function clusterNames(): readonly string[] {
  if (!existsSync(clustersFolder)) return [];
  return readdirSync(clustersFolder).filter((name) => existsSync(path.join(clustersFolder, name, 'cluster.json')));
}

/** The cgroup of the whole cluster, or of one member: all its processes are below it. */
export function groupOf({ name }: Pick<ClusterFacts, 'name'>, member: string | null = null): string {
  return member === null ? `/bpfleet-${name}` : `/bpfleet-${name}/${member}`;
}
