/** Runs random programs and says which of them are wrong. */
import { failureOf, finishLocal, startLocal } from '../harness/local-session.ts';
import { randomProgram } from './program.ts';

/** What is wrong with the program of this seed, with its script; null when nothing is. */
export async function tryProgram(seed: number): Promise<string | null> {
  const { script, output, exitCode } = randomProgram(seed);
  const { state, text } = await finishLocal(startLocal(script));
  const failure = failureOf(state);
  const problem = failure ?? (text === output ? null : difference(text, output));
  if (problem !== null) return `seed ${seed}: ${problem}\n${script}`;
  if (state.kind === 'finished' && state.exitCode !== exitCode)
    return `seed ${seed}: exit code ${state.exitCode}, not ${exitCode}\n${script}`;
  return null;
}

function difference(actual: string, expected: string): string {
  const [got, wanted] = [actual.split('\n'), expected.split('\n')];
  const at = wanted.findIndex((line, index) => line !== got[index]);
  return `line ${at + 1} of the output is '${got[at] ?? ''}', not '${wanted[at] ?? ''}'`;
}
