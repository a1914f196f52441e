/**
 * The text of a TraceJob file to a TraceJob.
 *
 * Needs: text, and the name that the file promises.
 * Gives: the job with all defaults, or everything that is wrong with it.
 * Reports: problems with line and column: YAML first, then fields, then rules; each stage only when the one before passed.
 */
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import { structuralSchema, type TraceJob, traceJob, type TraceJobSpec, traceJobSpec } from '@bpfleet/proto';
import { errorMessage } from '@bpfleet/proto/error-message';
import { duplicateKeys } from './duplicate-keys.ts';
import { type Located, problemAt } from './positions.ts';
import type { Problem } from './problem.ts';
import { violations } from './rules.ts';

export type Parsed =
  /** `located` serves problems that are found later. */
  | { readonly kind: 'job'; readonly job: TraceJob; readonly located: Located }
  | { readonly kind: 'malformed'; readonly problems: readonly Problem[] };

/** Large enough for the largest script, small enough to read in one go. */
export const maxFileBytes = 256 * 1024;

/** What is told of one file. */
const maxProblems = 20;

const specSchema = structuralSchema(traceJobSpec);

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
  const result = traceJob.safeParse(value);
  if (!result.success) return malformed(...result.error.issues.flatMap((issue) => problemsOf(located, issue)));
  const job = result.data;
  const problems = violations(specSchema, job.spec, undefined).map(({ path, message }) =>
    problemAt(located, ['spec', ...path], message, 'value'),
  );
  if (job.metadata.name !== name) {
    const message = `the file is ${name}.yaml: give both the same name`;
    problems.push(problemAt(located, ['metadata', 'name'], message, 'value'));
  }
  return problems.length > 0 ? malformed(...problems) : { kind: 'job', job, located };
}

/** What an update of `before` to `after` may not do. */
export function updateProblems(located: Located, before: TraceJobSpec, after: TraceJobSpec): readonly Problem[] {
  return violations(specSchema, after, before).map(({ path, message }) => {
    const field = /^(?<name>[a-z]\w*) cannot/.exec(message)?.groups?.['name'];
    return problemAt(located, ['spec', ...path, ...(field === undefined ? [] : [field])], message, 'key');
  });
}

function problemsOf(located: Located, issue: z.core.$ZodIssue): readonly Problem[] {
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
