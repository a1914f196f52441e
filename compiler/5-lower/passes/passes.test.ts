import { describe } from 'node:test';
import type { Module } from '../../ir/ir.ts';
import { parseModule } from '../../ir/parse.ts';
import { printModule } from '../../ir/print.ts';
import { verify } from '../../ir/verify.ts';
import { checkCases } from '../../testing/cases.ts';
import { removeDeadCode } from './dead-code.ts';
import { fold } from './fold.ts';
import { straightenJumps } from './jumps.ts';
import type { Pass } from './optimise.ts';
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

describe('passes', () => {
  checkPass('fold', fold);
  checkPass('reuse', reuse);
  checkPass('jumps', straightenJumps);
  checkPass('dead-code', removeDeadCode);
});
