/**
 * Records of the control ring: print(@map), clear(@map), exit().
 *
 * Needs: which record, and its two words.
 * Gives: the record, with a wake-up; a ring without room counts it as lost.
 * Reports: nothing.
 */
import type { TypedExpression } from '../3-check/typed.ts';
import { ControlKind, controlRecordSize, type PrintSpec } from '../manifest.ts';
import type { Operand } from './builder.ts';
import { finish, operandOf, type ProgramContext } from './context.ts';
import { type Counter, countUp, globalsLayout, nextSequence } from './globals.ts';

export const controlRing = 'control';
export const controlRingBytes = 64 * 1024;

/** BPF_RB_FORCE_WAKEUP: control records are rare, and someone waits for them. */
const forceWakeup = 2n;

export function lowerPrintMap(context: ProgramContext, print: PrintSpec): void {
  const { prints } = context.module;
  writeControl(context, ControlKind.print, BigInt(print.map), BigInt(prints.push(print) - 1), 'emittedPrints');
}

export function lowerClear(context: ProgramContext, kind: 'clear' | 'zero', map: number): void {
  writeControl(context, ControlKind[kind], BigInt(map), 0n);
}

/** The globals first: they are what counts, the record only brings the news sooner. */
export function lowerExit(context: ProgramContext, code: TypedExpression): void {
  const { builder } = context;
  const value = operandOf(context, code);
  const low = typeof value === 'bigint' ? value & 0xffn : builder.binary('and', value, 0xffn);
  const globals = builder.globalAddress(0);
  builder.store(globals, globalsLayout.exit, typeof low === 'bigint' ? low + 1n : builder.binary('add', low, 1n));
  builder.store(globals, globalsLayout.stop, 1n);
  writeControl(context, ControlKind.exit, low, 0n);
  finish(context);
}

/** Addresses of this process will be given names: it is looked at while it lives. */
export function lowerProcessSeen(context: ProgramContext, pid: Operand): void {
  writeControl(context, ControlKind.process, pid, 0n);
}

/** `counter` counts the records that found room. */
function writeControl(
  context: ProgramContext,
  kind: ControlKind,
  a: Operand,
  b: Operand,
  counter: Counter | null = null,
): void {
  const { builder } = context;
  const size = BigInt(controlRecordSize);
  const place = builder.call('ringbuf_reserve', [builder.mapHandle(controlRing), size, 0n], 'pointer');
  const [reserved, lost, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  builder.branch('ne', place, 0n, reserved, lost);
  builder.start(reserved);
  builder.store(place, 0, nextSequence(builder));
  builder.store(place, 8, BigInt(kind), 32);
  builder.store(place, 12, BigInt(context.program), 32);
  builder.store(place, 16, a, 32);
  builder.store(place, 20, b, 32);
  builder.run('ringbuf_submit', [place, forceWakeup]);
  if (counter !== null) countUp(builder, counter);
  builder.jump(done);
  builder.start(lost);
  countUp(builder, 'lostControl');
  builder.jump(done);
  builder.start(done);
}
