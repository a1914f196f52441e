/** What scripts/test.ts prints at its end, from what the suites gave. */

/** node:test's own counts of one run. A skipped test is not among the passed ones. */
export interface Counts {
  readonly tests: number;
  readonly suites: number;
  readonly passed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly skipped: number;
  readonly todo: number;
}

export interface Outcome {
  readonly name: string;
  /** Why the suite failed, or null. */
  readonly failure: string | null;
  readonly counts: Counts;
  readonly milliseconds: number;
}

export const noCounts: Counts = { tests: 0, suites: 0, passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    tests: a.tests + b.tests,
    suites: a.suites + b.suites,
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    cancelled: a.cancelled + b.cancelled,
    skipped: a.skipped + b.skipped,
    todo: a.todo + b.todo,
  };
}

/** One line a suite: result, name, time, tests, and why it failed. */
export function summaryTable(outcomes: readonly Outcome[]): string {
  const lines = outcomes.map(({ name, failure, counts, milliseconds }) => {
    const seconds = `${(milliseconds / 1000).toFixed(1)} s`;
    const tests = counts.tests === 0 ? '' : `${counts.passed} of ${counts.tests} tests`;
    return `${failure === null ? '✔' : '✖'} ${name.padEnd(8)}${seconds.padStart(8)}  ${tests.padEnd(20)}${failure ?? ''}`.trimEnd();
  });
  return ['', '── summary', ...lines].join('\n');
}

/** What a part of the whole may take on a machine of two cores that has nothing yet, in minutes. */
const budgets: readonly { readonly part: string; readonly minutes: number; readonly suites: RegExp }[] = [
  { part: 'install', minutes: 5, suites: /^install$/ },
  { part: 'units', minutes: 5, suites: /^(check|unit)$/ },
  { part: 'host kernel', minutes: 8, suites: /^(kernel|e2e)$/ },
  { part: 'one VM', minutes: 6, suites: /^kernel \d/ },
  { part: 'cluster', minutes: 15, suites: /^(cluster-start|apiserver|cluster|cluster-stop)$/ },
];

/** One line a part that ran: its time, its budget, and whether it kept that. */
export function budgetTable(took: readonly Pick<Outcome, 'name' | 'milliseconds'>[]): string {
  const lines = budgets.flatMap(({ part, minutes, suites }) => {
    const own = took.filter(({ name }) => suites.test(name));
    if (own.length === 0) return [];
    const spent = own.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 60_000;
    return [`  ${part.padEnd(12)}${spent.toFixed(1).padStart(5)} of ${minutes} min${spent > minutes ? ': over' : ''}`];
  });
  return ['', '── budget', ...lines].join('\n');
}

/** The closing lines as node:test prints them for one run, here over all suites: machines read them. */
export function closingLines(total: Counts, milliseconds: number): string {
  const rows = [
    ['tests', total.tests],
    ['suites', total.suites],
    ['pass', total.passed],
    ['fail', total.failed],
    ['cancelled', total.cancelled],
    ['skipped', total.skipped],
    ['todo', total.todo],
    ['duration_ms', Math.round(milliseconds)],
  ] as const;
  return rows.map(([name, value]) => `ℹ ${name} ${value}`).join('\n');
}
