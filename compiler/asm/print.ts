/**
 * Needs: programs in symbolic instructions and the script they come from.
 * Gives: a listing in the notation of the kernel's verifier log, each run of instructions under the script
 * line it comes from.
 * Reports: nothing.
 */
import { lineText, positionAt, type Source } from '../source/source.ts';
import type { AsmInstruction, AsmLine, JumpComparison, Operand } from './instruction.ts';
import { slotCount } from './instruction.ts';
import type { AsmModule, AsmProgram } from './module.ts';

/** The text form of a whole module (--emit=asm); without a source, no script lines. */
export function printAsm(module: AsmModule, source: Source | null): string {
  return `${module.programs.map((program) => printProgram(program, source)).join('\n\n')}\n`;
}

/** One program. Numbers on the left are instruction slots, as in the verifier's log. */
function printProgram(program: AsmProgram, source: Source | null): string {
  const out = [`${program.name}: ; ${program.kind}, ${program.stackBytes} bytes of stack`];
  let slot = 0;
  let shown = 0;
  for (const block of program.blocks) {
    out.push(`${block.label}:`);
    for (const line of block.lines) {
      const number = source === null ? shown : positionAt(source, line.span.start).line;
      if (source !== null && number !== shown)
        out.push(`  ; ${source.name}:${number}: ${lineText(source, number).trim()}`);
      shown = number;
      out.push(printLine(line, slot));
      slot += slotCount(line.instruction);
    }
  }
  return out.join('\n');
}

function printLine(line: AsmLine, slot: number): string {
  return `${String(slot).padStart(6)}: ${printAsmInstruction(line.instruction, (register) => `r${register}`)}`;
}

const comparisonSigns: Readonly<Record<JumpComparison, string>> = {
  eq: '==',
  ne: '!=',
  ult: '<',
  ule: '<=',
  ugt: '>',
  uge: '>=',
  slt: 's<',
  sle: 's<=',
  sgt: 's>',
  sge: 's>=',
  set: '&',
};
const operatorSigns = {
  add: '+=',
  sub: '-=',
  mul: '*=',
  div: '/=',
  mod: '%=',
  and: '&=',
  or: '|=',
  xor: '^=',
  lsh: '<<=',
  rsh: '>>=',
  arsh: 's>>=',
  mov: '=',
} as const;

/** One instruction; `name` writes a register, `r` or `w` first for its 64- or 32-bit form. */
export function printAsmInstruction<R>(each: AsmInstruction<R>, name: (register: R) => string): string {
  const operand = (value: Operand<R>): string => (value.kind === 'register' ? name(value.register) : `${value.value}`);
  const place = (base: R, offset: number): string => `${name(base)} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`;
  const at = (base: R, offset: number): string => `(${place(base, offset)})`;
  switch (each.kind) {
    case 'alu': {
      const text = `${name(each.dst)} ${operatorSigns[each.operator]} ${operand(each.src)}`;
      return each.bits === 64 ? text : text.replaceAll(/\br(?=\d)/g, 'w');
    }
    case 'negate':
      return `${name(each.dst)} = -${name(each.dst)}`;
    case 'moveSigned':
      return `${name(each.dst)} = (s${each.width})${name(each.src)}`;
    case 'loadConstant':
      return `${name(each.dst)} = ${BigInt.asIntN(64, each.value)} ll`;
    case 'loadMap':
      return `${name(each.dst)} = map ${each.map} ll`;
    case 'loadFunction':
      return `${name(each.dst)} = function ${each.fn} ll`;
    case 'loadGlobal':
      return `${name(each.dst)} = globals + ${each.offset} ll`;
    case 'load':
      return `${name(each.dst)} = *(${each.signed ? 's' : 'u'}${each.width} *)${at(each.base, each.offset)}`;
    case 'store':
      return `*(u${each.width} *)${at(each.base, each.offset)} = ${operand(each.value)}`;
    case 'atomicAdd': {
      const address = `(u64 *)${at(each.base, each.offset)}`;
      const src = name(each.src);
      return each.fetch ? `${src} = atomic_fetch_add(${address}, ${src})` : `lock *${address} += ${src}`;
    }
    case 'compareExchange':
      return `r0 = cmpxchg_64(${place(each.base, each.offset)}, r0, ${name(each.src)})`;
    case 'jump':
      return `goto ${each.target}`;
    case 'branch':
      return `if ${name(each.left)} ${comparisonSigns[each.comparison]} ${operand(each.right)} goto ${each.target}`;
    case 'call':
      return `call ${each.helper}`;
    case 'exit':
      return 'exit';
  }
}
