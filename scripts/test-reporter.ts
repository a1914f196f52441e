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
  const passed = new Map<string, number>();
  const failures: Outcome[] = [];
  for await (const event of events) {
    if (event.type === 'test:pass') {
      if (event.data.details.type === 'suite') continue;
      const file = fileOf(event);
      passed.set(file, (passed.get(file) ?? 0) + 1);
      yield passedLine(event);
    } else if (event.type === 'test:fail') {
      failures.push(event);
      yield `✖ ${fileOf(event)}: ${event.data.name}\n`;
    } else if (event.type === 'test:stdout' || event.type === 'test:stderr') {
      yield event.data.message;
    } else if (event.type === 'test:summary' && event.data.file === undefined) {
      writeCounts(event.data.counts);
    }
  }
  for (const [file, tests] of passed) yield `✔ ${file}: ${tests}\n`;
  if (failures.length > 0) yield* asSpec(failures);
}

function fileOf(event: Outcome): string {
  return event.data.file === undefined ? '(no file)' : relative(process.cwd(), event.data.file);
}

/** Nothing for the many tests that just passed fast. */
function passedLine({ data }: Outcome): string {
  if (data.skip !== undefined) return `- ${data.name}: skipped: ${String(data.skip)}\n`;
  const milliseconds = Math.round(data.details.duration_ms);
  return milliseconds >= slowMs ? `✔ ${data.name} (${milliseconds} ms)\n` : '';
}

async function* asSpec(failures: readonly Outcome[]): AsyncGenerator<string> {
  for await (const chunk of Readable.from(failures).pipe(new spec())) yield String(chunk);
}

function writeCounts(counts: unknown): void {
  const path = process.env['BPFLEET_TEST_COUNTS'];
  if (path !== undefined) writeFileSync(path, JSON.stringify(counts));
}

// The runner takes a reporter from its module's default export.
// oxlint-disable-next-line import/no-default-export
export default report;
