/** What tests said inside a VM, as lines of JSON: for the table of providers and for the counts of `npm test`. */
import { appendFileSync, readFileSync } from 'node:fs';
import type { TestEvent } from 'node:test/reporters';

export interface TestResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped, else ''. */
  readonly reason: string;
}

/** A reporter for node:test that prints nothing: it appends to $BPFLEET_TEST_RESULTS. */
async function* record(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const file = process.env['BPFLEET_TEST_RESULTS'];
  for await (const event of events) {
    if (file === undefined || (event.type !== 'test:pass' && event.type !== 'test:fail')) continue;
    const { name, skip } = event.data;
    const outcome = skip === undefined ? (event.type === 'test:pass' ? 'passed' : 'failed') : 'skipped';
    const result: TestResult = { name, outcome, reason: typeof skip === 'string' ? skip : '' };
    appendFileSync(file, `${JSON.stringify(result)}\n`);
  }
  yield '';
}

export function readResults(file: string): readonly TestResult[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TestResult);
}

// The runner takes a reporter from its module's default export.
// oxlint-disable-next-line import/no-default-export
export default record;
