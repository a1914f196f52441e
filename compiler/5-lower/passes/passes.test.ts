import { describe, it } from 'node:test';
import type { Module } from '../../ir/ir.ts';
import { parseModule } from '../../ir/parse.ts';
import { printModule } from '../../ir/print.ts';
import { verify } from '../../ir/verify.ts';
import { checkCases, readCases } from '../../testing/cases.ts';
import { loweredUnoptimised } from '../../testing/front-end.ts';
import { removeDeadCode } from './dead-code.ts';
import { fold } from './fold.ts';
import { straightenJumps } from './jumps.ts';
import { type Pass, passes } from './optimise.ts';
import { reuse } from './reuse.ts';

const head = 'globals globals 128\n\nfunc p0 tracepoint {\n';

/** Slots and blocks of one function, before and after the pass. */
function checkPass(folder: string, pass: Pass): void {
  checkCases(`passes/${folder}`, (body) => {
    const before = parseModule(`${head}${body}\n}\n`);
    verify(before);
    const after: Module = { ...before, functions: before.functions.map(pass) };
    verify(after);
    return printModule(after).slice(head.length).replace(/\}\n$/, '');
  });
}

/** The IR of a script is as promised straight from lowering, and after each pass. */
function checkEachPass(name: string, script: string): void {
  it(name, () => {
    let { module } = loweredUnoptimised(script);
    verify(module);
    for (const pass of passes) {
      module = { ...module, functions: module.functions.map(pass) };
      verify(module);
    }
  });
}

describe('the IR verifier accepts every script after every pass', () => {
  for (const { name, script } of readCases('lower')) {
    checkEachPass(name, script);
    checkEachPass(`${name}, guarded`, `// guard ${script.startsWith('//') ? script.slice(2) : `\n${script}`}`);
  }
  checkEachPass('a guard before nothing', '// guard\ntracepoint:sched:sched_switch { }');
  checkEachPass('a guard before what never runs', '// guard\ntracepoint:sched:sched_switch /0/ { @ = count(); }');
});

describe('passes', () => {
  checkPass('fold', fold);
  checkPass('reuse', reuse);
  checkPass('jumps', straightenJumps);
  checkPass('dead-code', removeDeadCode);
});
