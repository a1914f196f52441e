/** Reads what a job came to from the folder of jobs. Throws when it is not there or not what the operator writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromJson, type JobResult } from '@bpfleet/results';
import { type Line, parseLines } from './lines.ts';

export function readResult(folder: string, job: string): JobResult {
  return fromJson(JSON.parse(readFileSync(join(folder, `${job}.result.json`), 'utf8')));
}

export function readLines(folder: string, job: string): readonly Line[] {
  return parseLines(readFileSync(join(folder, `${job}.lines.jsonl`), 'utf8'));
}
