/** Reads what a job came to from the folder of jobs. Throws when it is not there or not what the operator writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromJson, type JobResult } from '@bpfleet/results';
import * as z from 'zod';

export interface Line {
  readonly node: string;
  /** Wall clock of the node, ns. */
  readonly atNs: bigint;
  readonly text: Uint8Array;
}

export function readResult(folder: string, job: string): JobResult {
  return fromJson(JSON.parse(readFileSync(join(folder, `${job}.result.json`), 'utf8')));
}

export function readLines(folder: string, job: string): readonly Line[] {
  return parseLines(readFileSync(join(folder, `${job}.lines.jsonl`), 'utf8'));
}

const line = z.strictObject({
  node: z.string(),
  atNs: z.string().regex(/^\d{1,20}$/),
  text: z.union([z.string(), z.strictObject({ base64: z.base64() })]),
});

/** @throws ZodError or SyntaxError for what lines.ts does not give. */
export function parseLines(text: string): readonly Line[] {
  const rows = text.split('\n').slice(0, -1);
  return rows.map((row) => {
    const { node, atNs, text: content } = line.parse(JSON.parse(row));
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content.base64, 'base64');
    return { node, atNs: BigInt(atNs), text: bytes };
  });
}
