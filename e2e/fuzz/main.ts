/** `node e2e/fuzz/main.ts [PROGRAMS] [FIRST_SEED]`: prints every program and every tracepoint script that goes wrong. */
import { tryProgram } from './run.ts';
import { tryTracepoints } from './tracepoints.ts';

const [programs = 1000, first = 1] = process.argv.slice(2).map(Number);
let wrong = 0;
for (let seed = first; seed < first + programs; seed += 1) {
  for (const problem of [await tryProgram(seed), await tryTracepoints(seed)]) {
    if (problem === null) continue;
    wrong += 1;
    process.stdout.write(`${problem}\n`);
  }
}
process.stdout.write(`${programs} programs and tracepoint scripts from seed ${first} on, ${wrong} wrong\n`);
process.exitCode = wrong === 0 ? 0 : 1;
