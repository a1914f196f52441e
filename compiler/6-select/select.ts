/**
 * Needs: a verified module.
 * Gives: the same programs in BPF instructions over r0–r10, symbolic in maps, globals and labels.
 * Reports: `stack-limit` where a probe needs more stack than the kernel gives, `map-count` where it uses more maps than
 * the kernel allows one program, `program-size` where a jump would not reach.
 */
import { locateLabels } from '../asm/encode.ts';
import { slotCount, type AsmBlock, type Register } from '../asm/instruction.ts';
import type { AsmModule, AsmProgram } from '../asm/module.ts';
import type { PhaseResult } from '../diagnostics/diagnostic.ts';
import { reporter, type Reporter } from '../diagnostics/report.ts';
import { invariant } from '../diagnostics/invariant.ts';
import { type Instruction, isCallback, type IrFunction, type Module } from '../ir/ir.ts';
import type { Span } from '../source/source.ts';
import type { Target } from '../target/target.ts';
import { allocate } from './allocate.ts';
import { removeDeadCode } from './dead-code.ts';
import { finish } from './finish.ts';
import { layOutFrame } from './frame.ts';
import { selectInstructions } from './instructions.ts';
import { orderBlocks } from './order.ts';
import { spill } from './spill.ts';
import type { VFunction, VReg } from './vcode.ts';

/** MAX_BPF_STACK of include/linux/filter.h. */
const maxStackBytes = 512;
/** MAX_USED_MAPS of include/linux/bpf_verifier.h. */
const maxMaps = 64;
/** BPF_COMPLEXITY_LIMIT_INSNS of include/linux/bpf.h. */
const maxInstructions = 1_000_000;
/** Jumps carry a signed 16-bit distance. */
const maxJump = 32767;

export function select(module: Module, target: Target): PhaseResult<AsmModule> {
  const results = module.functions.map((fn) => selectFunction(fn, target.isa));
  const programs = results.flatMap(({ output }) => (output === null ? [] : [output]));
  const report = reporter();
  checkStacks(module, programs, report);
  checkMaps(module, report);
  if (report.diagnostics.length > 0) return { output: null, diagnostics: report.diagnostics };
  const output = programs.length === results.length ? { maps: module.maps, globals: module.globals, programs } : null;
  return { output, diagnostics: results.flatMap((result) => result.diagnostics) };
}

/** One program. */
export function selectFunction(fn: IrFunction, isa: 3 | 4): PhaseResult<AsmProgram> {
  const selected = removeDeadCode(orderBlocks(selectInstructions(fn, isa)));
  const report = reporter();
  checkLength(fn, selected, report);
  if (report.diagnostics.length > 0) return { output: null, diagnostics: report.diagnostics };
  const { code, registers } = allocateAll(selected);
  const frame = layOutFrame(code, fn.slots.length);
  const blocks = finish(code, registers, frame);
  checkJumps(fn, blocks, report);
  if (report.diagnostics.length > 0) return { output: null, diagnostics: report.diagnostics };
  const { name, kind, attachTo, span } = fn;
  return { output: { name, kind, attachTo, blocks, stackBytes: frame.bytes, span }, diagnostics: [] };
}

/** Spills until every register that is left has a place. Temporaries live so briefly that they always find one. */
function allocateAll(fn: VFunction): { readonly code: VFunction; readonly registers: ReadonlyMap<VReg, Register> } {
  const temporaries = new Set<VReg>();
  for (let code = fn; ; ) {
    const { registers, spilled } = allocate(code, temporaries);
    if (spilled.length === 0) return { code, registers };
    const result = spill(code, spilled);
    for (const temporary of result.temporaries) temporaries.add(temporary);
    code = result.fn;
  }
}

/** Functions of one chain of calls share the stack; the kernel counts each in steps of 32 bytes. */
function checkStacks(module: Module, programs: readonly AsmProgram[], report: Reporter): void {
  const functions = new Map(module.functions.map((fn) => [fn.name, fn]));
  const bytes = new Map(programs.map((program) => [program.name, program.stackBytes]));
  const deepest = (fn: IrFunction): readonly IrFunction[] => {
    const chains = calleesOf(fn, functions).map(deepest);
    return [fn, ...(chains.toSorted((a, b) => total(b) - total(a))[0] ?? [])];
  };
  const total = (chain: readonly IrFunction[]): number => {
    const sizes = chain.map((fn) => bytes.get(fn.name) ?? 0);
    return sizes.length === 1 ? (sizes[0] ?? 0) : sizes.reduce((sum, size) => sum + Math.max(32, roundUp32(size)), 0);
  };
  for (const fn of module.functions.filter((each) => !isCallback(each))) {
    const chain = deepest(fn);
    if (total(chain) <= maxStackBytes) continue;
    const message = `this probe needs ${total(chain)} bytes of stack at once; the kernel gives ${maxStackBytes}`;
    const hint = 'shorten the strings and map keys that it uses, or split it into several probes';
    report.error('stack-limit', largestSlotSpan(chain), message, { hint });
  }
}

function checkMaps(module: Module, report: Reporter): void {
  const functions = new Map(module.functions.map((fn) => [fn.name, fn]));
  const used = (fn: IrFunction): ReadonlySet<string> => {
    const own = instructionsOf(fn).flatMap((each) =>
      each.kind === 'mapHandle' ? [each.map] : each.kind === 'globalAddress' ? [module.globals.name] : [],
    );
    return new Set([...own, ...calleesOf(fn, functions).flatMap((callee) => [...used(callee)])]);
  };
  for (const fn of module.functions.filter((each) => !isCallback(each))) {
    const count = used(fn).size;
    if (count <= maxMaps) continue;
    const message = `this probe needs ${count} maps of the kernel at once, of ${maxMaps} at most`;
    const hint = 'maps without a key take none of their own; or split it into several probes';
    report.error('map-count', fn.span, message, { hint });
  }
}

const roundUp32 = (bytes: number): number => (bytes + 31) & ~31;

function calleesOf(fn: IrFunction, functions: ReadonlyMap<string, IrFunction>): readonly IrFunction[] {
  const names = instructionsOf(fn).flatMap((each) => (each.kind === 'functionAddress' ? [each.fn] : []));
  return names.flatMap((name) => functions.get(name) ?? []);
}

function instructionsOf(fn: IrFunction): readonly Instruction[] {
  return fn.blocks.flatMap((block) => block.instructions);
}

/** Where the biggest slot of the functions is first used; the first function when there is none. */
function largestSlotSpan([first, ...rest]: readonly IrFunction[]): Span {
  invariant(first !== undefined, 'a chain without functions');
  const sizeOf = (fn: IrFunction): number => Math.max(0, ...fn.slots.map((slot) => slot.size));
  const fn = rest.reduce((most, each) => (sizeOf(each) > sizeOf(most) ? each : most), first);
  const largest = fn.slots.toSorted((a, b) => b.size - a.size)[0];
  const use = instructionsOf(fn).find((each) => each.kind === 'slotAddress' && each.slot === largest?.id);
  return use?.span ?? first.span;
}

/** Before registers are given, which takes half of the time. */
function checkLength(fn: IrFunction, { blocks }: VFunction, report: Reporter): void {
  const count = blocks.reduce((sum, { lines }) => sum + lines.length, 0);
  if (count <= maxInstructions) return;
  const message = `this probe is too long: ${count} instructions, of ${maxInstructions} at most`;
  report.error('program-size', fn.span, message, { hint: 'split it into several probes' });
}

function checkJumps(fn: IrFunction, blocks: readonly AsmBlock[], report: Reporter): void {
  const labels = locateLabels(blocks);
  let slot = 0;
  for (const { instruction } of blocks.flatMap((block) => block.lines)) {
    slot += slotCount(instruction);
    if (instruction.kind !== 'jump' && instruction.kind !== 'branch') continue;
    const distance = Math.abs((labels.get(instruction.target) ?? 0) - slot);
    if (distance <= maxJump) continue;
    const message = `this probe is too long: a jump over ${distance} instructions, of ${maxJump} at most`;
    return report.error('program-size', fn.span, message, { hint: 'split it into several probes' });
  }
}
