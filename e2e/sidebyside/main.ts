/**
 * `npm run sidebyside [NAME…]`: runs the scripts with bpftrace and with bpfleet on one fixed workload and compares what they
 * did. Bpftrace's output is kept in expected/, for the test that runs bpfleet alone.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expectedPath, sideBySideCases } from './cases.ts';
import { bpftraceRoot, buildWorkload, runBpfleet, runBpftrace } from './programs.ts';
import { transcriptOf } from './transcript.ts';

const wanted = process.argv.slice(2);
const cases = sideBySideCases().filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const root = bpftraceRoot();
buildWorkload();
let different = 0;
let kept = 0;
for (const one of cases) {
  const theirs = runBpftrace(root, one);
  const ours = runBpfleet(one);
  const [said, actual] = [transcriptOf(theirs, one), transcriptOf(ours, one)];
  // Under lockdown bpftrace knows no functions, nor the raw tracepoints that it finds among them, and attaches nothing.
  const before = existsSync(expectedPath(one)) ? readFileSync(expectedPath(one), 'latin1') : said;
  const cannot = theirs.status !== 0 && before.startsWith('status 0\n');
  const expected = cannot ? before : said;
  if (cannot) kept += 1;
  else writeFileSync(expectedPath(one), expected, 'latin1');
  if (expected === actual) {
    process.stdout.write(cannot ? `as kept    ${one.name}: bpftrace fails here\n` : `same       ${one.name}\n`);
    continue;
  }
  different += 1;
  process.stdout.write(`DIFFERENT  ${one.name}\n${differences(expected, actual)}`);
  if (ours.status !== theirs.status) process.stdout.write(`${theirs.stderr}---\n${ours.stderr}`);
}
const note = kept === 0 ? '' : `; ${kept} compared with what bpftrace printed on another machine`;
process.stdout.write(`${cases.length - different} of ${cases.length} the same${note}\n`);
process.exitCode = different === 0 && cases.length > 0 ? 0 : 1;

function differences(expected: string, actual: string): string {
  const [left, right] = [expected.split('\n'), actual.split('\n')];
  const first = left.findIndex((line, index) => line !== right[index]);
  const at = first === -1 ? left.length : first;
  const shown = (lines: readonly string[], mark: string): string =>
    lines
      .slice(at, at + 6)
      .map((line) => `  ${mark} ${line}\n`)
      .join('');
  return `  from line ${at + 1} on:\n${shown(left, 'bpftrace')}${shown(right, 'bpfleet ')}`;
}
