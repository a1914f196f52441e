/**
 * Runs the suites and prints one closing table: `node scripts/test.ts [SUITE...]`, by default all but those on request.
 * Needs: what `scripts/setup --test` gives. Gives: exit code 0 when every suite passed.
 * Reports: each suite's output in one block, time and tests per suite, and node:test's closing lines over all suites.
 *
 * A suite in which no test ran is a failure: a glob that matches nothing must not look green.
 */
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Counts,
  type Outcome,
  addCounts,
  budgetTable,
  closingLines,
  noCounts,
  summaryTable,
} from './test-summary.ts';

const root = join(import.meta.dirname, '..');
const minute = 60_000;

interface Suite {
  readonly name: string;
  /** Null: the command itself is the check, it has no tests to count. */
  readonly tests: readonly string[] | null;
  readonly command: readonly string[];
  readonly needsRoot: boolean;
  /** Longer than this and it hangs: it is ended. */
  readonly limitMs: number;
  /** Runs only when it is named. */
  readonly onRequest: boolean;
  /** Runs after an interrupt too: it takes away what others made. */
  readonly cleansUp: boolean;
}

const isKernelTest = (file: string): boolean => file.endsWith('.kernel.test.ts') || file.startsWith('native/test/');
// Every test file outside e2e/ is one or the other: none is left out.
const besideTheCode = (): string[] => find('{proto,results,compiler,native,agent,operator,cli,scripts}/**/*.test.ts');
// They need the API server that e2e/cluster builds.
const isApiServerTest = (file: string): boolean => file.endsWith('.apiserver.test.ts');
const isUnitTestOfTheWhole = (file: string): boolean => file.endsWith('.unit.test.ts');
const unitTests = (): string[] => [
  ...besideTheCode().filter((file) => !isKernelTest(file) && !isApiServerTest(file)),
  ...find('e2e/**/*.unit.test.ts'),
];
const kernelTests = (): string[] => besideTheCode().filter(isKernelTest);

const isClusterTest = (file: string): boolean => file.startsWith('e2e/cluster/');
const e2eTests = (): string[] =>
  find('e2e/**/*.test.ts').filter((file) => !isClusterTest(file) && !isUnitTestOfTheWhole(file));
// All but the one pass that every run makes.
const clusterTests = (): string[] => find('e2e/cluster/**/*.test.ts').filter((file) => !file.endsWith('/pass.test.ts'));
const oneByOne = ['--test-concurrency=1', '--test-timeout=120000'];
const clusterOptions = ['--test-concurrency=1', '--test-timeout=600000'];

/** Paths relative to the root, sorted. */
function find(pattern: string): string[] {
  return globSync(pattern, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] }).toSorted();
}

function nodeTest(
  name: string,
  tests: readonly string[],
  options: readonly string[],
  limitMs: number,
  needsRoot: boolean,
): Suite {
  const command = ['node', '--test', '--test-reporter=./scripts/test-reporter.ts', ...options, ...tests];
  return { ...commandOnly(name, command, limitMs, needsRoot), tests };
}

function commandOnly(name: string, command: readonly string[], limitMs: number, needsRoot: boolean): Suite {
  return { name, tests: null, command, needsRoot, limitMs, onRequest: false, cleansUp: false };
}

/** The corpus in one other kernel: the oldest; `npm run test:kernels` has all. */
function vmTest(kernel: string): Suite {
  const tests = ['e2e/corpus.test.ts'];
  const command = ['node', 'e2e/vm/main.ts', '--kernel', kernel, ...tests];
  return { ...commandOnly(`kernel ${kernel}`, command, 20 * minute, true), tests };
}

/**
 * Suites of one stage run side by side; stages one after the other. The kernel's tests leave a core idle while they
 * wait for events. The end-to-end tests keep deadlines: nothing runs beside them.
 */
const stages: readonly (readonly (readonly Suite[])[])[] = [
  [
    [
      commandOnly('check', ['sh', 'scripts/check'], 5 * minute, false),
      nodeTest('unit', unitTests(), ['--test-isolation=none', '--test-timeout=60000'], 10 * minute, false),
    ],
    [nodeTest('kernel', kernelTests(), ['--test-concurrency=1', '--test-timeout=120000'], 10 * minute, true)],
  ],
  [[nodeTest('e2e', e2eTests(), ['--test-concurrency=1', '--test-timeout=300000'], 20 * minute, true)]],
  [[vmTest('6.1')]],
  // Its builds take the longest, once; the API server's tests use what they give.
  [[commandOnly('cluster-start', ['scripts/cluster', 'start'], 30 * minute, true)]],
  [[nodeTest('apiserver', besideTheCode().filter(isApiServerTest), oneByOne, 10 * minute, false)]],
  [[nodeTest('cluster', ['e2e/cluster/tests/pass.test.ts'], clusterOptions, 10 * minute, true)]],
  [[{ ...nodeTest('cluster-more', clusterTests(), clusterOptions, 60 * minute, true), onRequest: true }]],
  [[{ ...commandOnly('cluster-stop', ['scripts/cluster', 'stop'], minute, true), cleansUp: true }]],
];

const printLine = (text: string): void => void process.stdout.write(`${text}\n`);

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void (interrupted = true));

async function run(suite: Suite, live: boolean): Promise<Outcome> {
  const started = performance.now();
  const finish = (failure: string | null, counts: Counts): Outcome => {
    return { name: suite.name, failure, counts, milliseconds: performance.now() - started };
  };
  if (interrupted && !suite.cleansUp) return finish('was not run: interrupted', noCounts);
  if (suite.needsRoot && process.getuid?.() !== 0) {
    return finish('needs root: it loads programs into this kernel. As a user run "npm run test:unit".', noCounts);
  }
  if (suite.tests?.length === 0) return finish('has no test file', noCounts);
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-test-'));
  try {
    const countsFile = join(folder, 'counts.json');
    const failure = await execute(suite, countsFile, live);
    if (suite.tests === null) return finish(failure, noCounts);
    const counts = readCounts(countsFile);
    const ran = counts.passed + counts.failed;
    return finish(failure ?? (ran === 0 ? 'ran no test' : null), counts);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Why it failed, or null. Its output is printed at once when `live`, else in one block at its end. */
async function execute(suite: Suite, countsFile: string, live: boolean): Promise<string | null> {
  const [program = '', ...parameters] = suite.command;
  const child = spawn(program, parameters, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BPFLEET_TEST_COUNTS: countsFile },
    detached: true, // its own process group, so that a hanging suite is ended with its children
  });
  if (live) printLine(`\n── ${suite.name}`);
  const output: Buffer[] = [];
  const take = (chunk: Buffer): void => void (live ? process.stdout.write(chunk) : output.push(chunk));
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  let hung = false;
  const endGroup = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
  };
  const interrupt = (): void => endGroup('SIGTERM');
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const timer = setTimeout(() => {
    hung = true;
    endGroup('SIGKILL');
  }, suite.limitMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearTimeout(timer);
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  if (!live) printLine(`\n── ${suite.name}\n${Buffer.concat(output).toString().trimEnd()}`);
  if (hung)
    return `was ended after ${suite.limitMs / minute} minutes: a test hangs, or something keeps its process alive`;
  return code === 0 ? null : `failed (exit code ${code})`;
}

function readCounts(file: string): Counts {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts;
  } catch {
    return noCounts; // the runner died before its summary
  }
}

async function runLane(lane: readonly Suite[], live: boolean): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const suite of lane) outcomes.push(await run(suite, live));
  return outcomes;
}

/** Their output comes at their end: until then this line is all that is seen. */
function sideBySide(lanes: readonly (readonly Suite[])[]): string {
  const names = lanes.map((lane) => lane.map(({ name }) => name).join(', then '));
  return `\n── side by side, each shown when it ends: ${names.join(' | ')}`;
}

const known = stages.flat(2).map((suite) => suite.name);
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !known.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`test: there is no suite '${unknown}'; the suites are ${known.join(', ')}\n`);
  process.exit(2);
}

// scripts/test says when it began; until now it installed what was missing.
const beganMs = Number(process.env['BPFLEET_TEST_STARTED_MS'] ?? Date.now());
const installed = { name: 'install', milliseconds: Date.now() - beganMs };
const started = performance.now();
const outcomes: Outcome[] = [];
for (const stage of stages) {
  const lanes = stage.map((lane) =>
    lane.filter(({ name, onRequest }) => (wanted.length === 0 ? !onRequest : wanted.includes(name))),
  );
  const busy = lanes.filter((lane) => lane.length > 0);
  if (busy.length > 1) printLine(sideBySide(busy));
  const finished = await Promise.all(busy.map((lane) => runLane(lane, busy.length === 1)));
  outcomes.push(...finished.flat());
}
printLine(summaryTable(outcomes));
printLine(budgetTable([installed, ...outcomes]));
printLine(closingLines(outcomes.map(({ counts }) => counts).reduce(addCounts, noCounts), performance.now() - started));
process.exitCode = outcomes.every(({ failure }) => failure === null) ? 0 : 1;
