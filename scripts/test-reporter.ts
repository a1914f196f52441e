/**
 * A reporter for node:test: one line a file, slow tests by name, failures and skips in full.
 * Needs: the runner's events. Gives: text; the counts as JSON in the file $BPFLEET_TEST_COUNTS, for scripts/test.ts.
 *
 * A failure looks as in node's own spec reporter, because that one prints it.
 */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';
import type { TestEvent } from 'node:test/reporters';

type Outcome = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>;

const slowMs = 1000;

async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let file = '';
  let passed = 0;
  const failures: Outcome[] = [];
  for await (const event of events) {
    if (event.type === 'test:dequeue' && event.data.nesting === 0) {
      const next = ownerOf(event);
      if (next === file) continue;
      yield fileLine(file, passed);
      file = next;
      passed = 0;
    } else if (event.type === 'test:pass' || event.type === 'test:fail') {
      if (event.data.details.type === 'suite') continue;
      if (event.type === 'test:fail') failures.push(event);
      else if (event.data.skip === undefined) passed += 1;
      yield testLine(event, file);
    } else if (event.type === 'test:stdout' || event.type === 'test:stderr') {
      yield event.data.message;
    } else if (event.type === 'test:summary' && event.data.file === undefined) {
      writeCounts(event.data.counts);
    }
  }
  yield fileLine(file, passed);
  if (failures.length > 0) yield await asSpec(failures);
}

/** The place of a test is that of its call to test(): where that is a shared helper, its name says more. */
function ownerOf({ data }: Extract<TestEvent, { type: 'test:dequeue' }>): string {
  const file = data.file === undefined ? '(no file)' : relative(process.cwd(), data.file);
  return file.endsWith('.test.ts') ? file : `${file} (${data.name})`;
}

const fileLine = (file: string, passed: number): string => (passed === 0 ? '' : `✔ ${file}: ${passed}\n`);

/** Nothing for the many tests that just passed fast. */
function testLine(event: Outcome, file: string): string {
  const { name, skip, details } = event.data;
  if (skip !== undefined) return `- ${name}: skipped: ${String(skip)}\n`;
  if (event.type === 'test:fail') return `✖ ${file}: ${name}\n`;
  return details.duration_ms >= slowMs ? `✔ ${name} (${Math.round(details.duration_ms)} ms)\n` : '';
}

/** The failures in full, without the list of them that the spec reporter prints first. */
async function asSpec(failures: readonly Outcome[]): Promise<string> {
  const chunks = await Readable.from(failures).pipe(new spec()).toArray();
  const text = chunks.map(String).join('');
  return text.slice(Math.max(0, text.indexOf('\n✖ failing tests:')));
}

function writeCounts(counts: unknown): void {
  const path = process.env['BPFLEET_TEST_COUNTS'];
  if (path !== undefined) writeFileSync(path, JSON.stringify(counts));
}

// The runner takes a reporter from its module's default export.
// oxlint-disable-next-line import/no-default-export
export default report;
