/**
 * The text of a TraceJob file to a TraceJob.
 *
 * Needs: text, and the name that the file promises.
 * Gives: the job with all defaults, or everything that is wrong with it.
 * Reports: problems with line and column: YAML first, then fields, then rules; each stage only when the one before passed.
 */
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import {
  clusterTraceJob,
  clusterTraceJobSpec,
  type JobKind,
  structuralSchema,
  traceJob,
  type TraceJobSpec,
  traceJobSpec,
} from '@bpfleet/proto';
import { errorMessage } from '@bpfleet/proto/error-message';
import { duplicateKeys } from './duplicate-keys.ts';
import { type Located, problemAt } from './positions.ts';
import type { Problem } from './problem.ts';
import { violations } from './rules.ts';

export interface ParsedJob {
  readonly kind: JobKind;
  /** Empty for a ClusterTraceJob. */
  readonly namespace: string;
  readonly name: string;
  readonly spec: TraceJobSpec;
}

export type Parsed =
  /** `located` serves problems that are found later; null for what is no text. */
  | { readonly kind: 'job'; readonly job: ParsedJob; readonly located: Located | null }
  | { readonly kind: 'malformed'; readonly problems: readonly Problem[] };

/** Large enough for the largest script, small enough to read in one go. */
export const maxFileBytes = 256 * 1024;

/** What is told of one file. */
const maxProblems = 20;

const specSchemas = {
  TraceJob: structuralSchema(traceJobSpec),
  ClusterTraceJob: structuralSchema(clusterTraceJobSpec),
} as const;

export function parseJob(text: string, name: string): Parsed {
  if (text.length > maxFileBytes) return malformed(wholeFile(`larger than ${maxFileBytes} bytes`));
  const lines = new LineCounter();
  // No anchors that multiply: a few hundred bytes must not become gigabytes.
  const parsed = parseAllDocuments(text, { lineCounter: lines, strict: true, uniqueKeys: false, prettyErrors: false });
  const documents: readonly Document[] = Array.isArray(parsed) ? parsed : [];
  const document = documents[0];
  if (document === undefined) return malformed(wholeFile('the file is empty: a TraceJob is expected'));
  const located: Located = { document, lines };
  if (documents.length > 1) {
    const { line, col } = lines.linePos(documents[1]?.range?.[0] ?? 0);
    const message = `${documents.length} documents: give each TraceJob a file of its own`;
    return malformed({ line, column: col, path: '', message });
  }
  const errors = document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { line, column: col, path: '', message: `not YAML: ${error.message}` };
  });
  if (errors.length === 0) {
    for (const offset of duplicateKeys(document)) {
      const { line, col } = lines.linePos(offset);
      errors.push({ line, column: col, path: '', message: 'not YAML: Map keys must be unique' });
    }
  }
  return errors.length > 0 ? malformed(...errors) : fieldsOf(located, name);
}

function fieldsOf(located: Located, name: string): Parsed {
  let value: unknown;
  try {
    value = located.document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    return malformed(wholeFile(`not YAML: ${errorMessage(error)}`));
  }
  const parsed = parseValue(value, located);
  if (parsed.kind === 'malformed' || parsed.job.name === name) return parsed;
  const message = `the file is ${name}.yaml: give both the same name`;
  return malformed(problemAt(located, ['metadata', 'name'], message, 'value'));
}

/** The same of plain data; `located` says where in a text it stood. */
export function parseValue(value: unknown, located: Located | null): Parsed {
  const isCluster = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'ClusterTraceJob';
  const result = (isCluster ? clusterTraceJob : traceJob).safeParse(value);
  if (!result.success) {
    const issues = result.error.issues.map((issue) => (isKind(issue) ? { ...issue, message: kindMessage } : issue));
    return malformed(...issues.flatMap((issue) => problemsOf(located, issue)));
  }
  const { kind, metadata, spec } = result.data;
  const problems = violations(specSchemas[kind], spec, undefined).map(({ path, message }) =>
    problemAt(located, ['spec', ...path], message, 'value'),
  );
  if (problems.length > 0) return malformed(...problems);
  const namespace = 'namespace' in metadata && kind === 'TraceJob' ? String(metadata.namespace) : '';
  const job: ParsedJob = { kind, namespace, name: metadata.name, spec: clusterTraceJobSpec.parse(spec) };
  return { kind: 'job', job, located };
}

const kindMessage = 'expected "TraceJob" or "ClusterTraceJob"';

function isKind({ path }: z.core.$ZodIssue): boolean {
  return path.length === 1 && path[0] === 'kind';
}

/** What an update of `before` to `after` may not do. */
export function updateProblems(located: Located | null, before: TraceJobSpec, after: TraceJobSpec): readonly Problem[] {
  return violations(specSchemas.ClusterTraceJob, after, before).map(({ path, message }) => {
    const field = /^(?<name>[a-z]\w*) cannot/.exec(message)?.groups?.['name'];
    return problemAt(located, ['spec', ...path, ...(field === undefined ? [] : [field])], message, 'key');
  });
}

function problemsOf(located: Located | null, issue: z.core.$ZodIssue): readonly Problem[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, maxProblems)
      .map((key) => problemAt(located, [...path, key], 'there is no such field', 'key'));
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [problemAt(located, path, missing ? 'required, but missing' : lower(issue.message), 'value')];
}

function lower(message: string): string {
  const text = message.replace(/^Invalid (input|string): /, '');
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function malformed(...problems: readonly Problem[]): Parsed {
  return { kind: 'malformed', problems: problems.slice(0, maxProblems) };
}

function wholeFile(message: string): Problem {
  return { line: 1, column: 1, path: '', message };
}
