/**
 * One program: what runs at the attach points of one probe, of a family of system calls, or at both ends of functions.
 *
 * Needs: a typed probe, or those that share the program, and what their attach points ask of it.
 * Gives: an IR function: stop flag, guard, then predicate and body of each.
 * Reports: nothing.
 */
import type { AttachPoint, TypedProbe } from '../3-check/typed.ts';
import { roundUp8, sizeOf } from '../4-plan-maps/layout.ts';
import type { RawEvent, SyscallProbe } from '../4-plan-maps/planned.ts';
import { invariant } from '../diagnostics/invariant.ts';
import type { IrFunction } from '../ir/ir.ts';
import type { ProgramKind } from '../manifest.ts';
import { sessionFunction } from '../target/features.ts';
import type { Target } from '../target/target.ts';
import { FunctionBuilder } from './builder.ts';
import { lowerCondition } from './conditions.ts';
import { type ExpressionLowering, finish, type ModuleContext, type ProgramContext } from './context.ts';
import { dispatch } from './dispatch.ts';
import { lowerNumber } from './expressions.ts';
import { globalsLayout } from './globals.ts';
import { lowerGuard } from './guard.ts';
import { clear } from './memory.ts';
import { lowerStatements, withScope } from './statements.ts';
import { skipCompat, syscallNumber } from './syscall-context.ts';
import { placeOf, slotHome } from './values/home.ts';
import { lateVariables, mentions } from './values/late.ts';
import { variablesOf } from './values/other-names.ts';
import { writeMemory } from './values/write.ts';

/** What the provider of an attach point asks of its program. */
export interface Shape {
  readonly kind: ProgramKind;
  /** Runs in the context of some task, which the guard can judge. */
  readonly guardable: boolean;
  /** Goes quiet once the stop flag is set; begin and end run whatever it says. */
  readonly stoppable: boolean;
  /** 1 for tracepoints, so that other users of the event see it too (inventory L1.77). */
  readonly result: bigint;
  /** Whether `return 5` reaches the kernel. Of trampolines it takes 0 alone, and of a session anything else leaves the return out. */
  readonly mayChooseResult: boolean;
  /** As IrFunction.attachTo. */
  readonly attachTo: string | null;
}

export function shapeOf(point: AttachPoint): Shape {
  switch (point.provider) {
    case 'begin':
    case 'end':
      return { ...event('raw_tracepoint'), guardable: false, stoppable: false };
    case 'self':
      return { ...event('raw_tracepoint'), guardable: false };
    case 'tracepoint':
      return { ...event('tracepoint'), result: 1n };
    case 'interval':
      return { ...event('perf_event'), guardable: false };
    case 'profile':
    case 'software':
    case 'hardware':
      return event('perf_event');
    case 'uprobe':
    case 'uretprobe':
      return event(point.provider);
    case 'rawtracepoint':
      return { ...event('tp_btf'), result: 1n, attachTo: `${point.module}:${point.name}` };
    case 'fentry':
    case 'fexit':
      return { ...event(point.provider), mayChooseResult: false, attachTo: `${point.module}:${point.name}` };
    case 'kprobe':
    case 'kretprobe':
      return event(point.mechanism === 'multi' ? `${point.provider}_multi` : point.provider);
  }
}

/** A program for events in some task. */
function event(kind: ProgramKind): Shape {
  return { kind, guardable: true, stoppable: true, result: 0n, mayChooseResult: true, attachTo: null };
}

const lower: ExpressionLowering = {
  number: lowerNumber,
  condition: lowerCondition,
  memory: writeMemory,
  scope: withScope,
};

export function isGuarded(module: ModuleContext, shape: Shape): boolean {
  return shape.guardable && module.policy.guard.kind !== 'none';
}

export function lowerProgram(
  module: ModuleContext,
  probe: TypedProbe,
  shape: Shape,
  name: string,
  program: number,
): IrFunction {
  const builder = new FunctionBuilder(probe.span);
  const context = contextOf(module, builder, probe, shape, null, program);
  lowerPrologue(context, shape);
  lowerBody(context, probe);
  return builder.finish(headOf(module, shape, name, probe));
}

/** One program at a raw event for all the probes of a family: by the number of the system call to its body. */
export function lowerSyscalls(
  module: ModuleContext,
  members: readonly (readonly [TypedProbe, SyscallProbe])[],
  shape: Shape,
  name: string,
  program: number,
): IrFunction {
  const [first] = members;
  invariant(first !== undefined, 'a family without members');
  const [probe, { event: rawEvent }] = first;
  const builder = new FunctionBuilder(probe.span);
  const context = contextOf(module, builder, probe, shape, rawEvent, program);
  lowerPrologue(context, shape);
  const bodies = members.map(([member, { numbers }]) => ({ member, numbers, block: builder.createBlock() }));
  const cases = bodies.flatMap(({ numbers, block }) => (numbers ?? []).map((number) => [number, block] as const));
  const none = builder.createBlock();
  if (cases.length > 0) {
    dispatch(builder, syscallNumber(context, rawEvent), cases, none);
    if (builder.start(none)) finish(context);
  }
  for (const { member, numbers, block } of bodies) {
    const own = contextOf(module, builder, member, shape, rawEvent, program);
    builder.span = member.span;
    if (numbers !== null) {
      if (!builder.start(block)) continue;
      const compat = builder.createBlock();
      skipCompat(own, compat);
      lowerBody(own, member);
      if (builder.start(compat)) finish(own);
    } else lowerBody(own, member);
  }
  return builder.finish(headOf(module, shape, name, probe));
}

/** One program at the entry and the return of functions: to the body of the end at which it runs. */
export function lowerSession(
  module: ModuleContext,
  atEntry: TypedProbe,
  atReturn: TypedProbe,
  shape: Shape,
  name: string,
  program: number,
): IrFunction {
  const builder = new FunctionBuilder(atEntry.span);
  const prologue = contextOf(module, builder, atEntry, shape, null, program);
  lowerPrologue(prologue, shape);
  const context = sessionArguments(module.target) === 0 ? [] : [builder.context()];
  // The kernel's compiler leaves what it likes above a bool.
  const returned = builder.binary('and', builder.call(sessionFunction, context), 1n);
  const [first, second] = [builder.createBlock(), builder.createBlock()];
  builder.branch('eq', returned, 0n, first, second);
  for (const [probe, block] of [[atEntry, first] as const, [atReturn, second] as const]) {
    builder.start(block);
    builder.span = probe.span;
    lowerBody(contextOf(module, builder, probe, shape, null, program), probe);
  }
  return builder.finish(headOf(module, shape, name, atEntry));
}

/** How many arguments the function takes that tells a program at which end it runs: 7.0 gave it the context. */
function sessionArguments(target: Target): 0 | 1 {
  const type = target.types.find('function', sessionFunction)?.type;
  invariant(type?.kind === 'function' && type.parameters.length <= 1, `${sessionFunction} is known`);
  return type.parameters.length === 0 ? 0 : 1;
}

export const sessionShape: Shape = { ...event('kprobe_session'), mayChooseResult: false };

export function rawSyscallShape(rawEvent: RawEvent): Shape {
  return { ...event('tp_btf'), attachTo: `vmlinux:${rawEvent}` };
}

function contextOf(
  module: ModuleContext,
  builder: FunctionBuilder,
  probe: TypedProbe,
  shape: Shape,
  rawEvent: RawEvent | null,
  program: number,
): ProgramContext {
  return {
    lower,
    module,
    builder,
    rawEvent,
    program,
    result: shape.result,
    homes: new Map(),
    exits: { end: (result) => builder.return(shape.mayChooseResult ? result : shape.result), loop: null },
    mentions: mentions(probe.body),
    taskVariables: variablesOf('curtask', probe.body),
    contextVariables: variablesOf('ctx', probe.body),
    comm: null,
    knownReads: new Map(),
    mayKeep: true,
  };
}

function headOf(
  module: ModuleContext,
  shape: Shape,
  name: string,
  { span }: TypedProbe,
): Parameters<FunctionBuilder['finish']>[0] {
  return { name, kind: shape.kind, attachTo: shape.attachTo, guarded: isGuarded(module, shape), span };
}

function lowerBody(context: ProgramContext, probe: TypedProbe): void {
  const { builder } = context;
  if (probe.predicate !== null) {
    const [yes, no] = [builder.createBlock(), builder.createBlock()];
    lowerCondition(context, probe.predicate, yes, no);
    if (builder.start(no)) finish(context);
    if (!builder.start(yes)) return;
  }
  beginLateVariables(context, probe);
  lowerStatements(context, probe.body);
  builder.span = probe.span;
  if (builder.reachable) finish(context);
}

function lowerPrologue(context: ProgramContext, shape: Shape): void {
  const { builder, module } = context;
  const { guard } = module.policy;
  if (shape.stoppable) {
    const [run, stopped] = [builder.createBlock(), builder.createBlock()];
    builder.branch('eq', builder.load(builder.globalAddress(0), globalsLayout.stop), 0n, run, stopped);
    builder.start(stopped);
    finish(context);
    builder.start(run);
  }
  if (shape.guardable && guard.kind !== 'none') lowerGuard(context, guard);
}

/** Variables in memory that may be read before an assignment start as zeros. */
function beginLateVariables(context: ProgramContext, probe: TypedProbe): void {
  for (const { id, type } of lateVariables(probe.body)) {
    const home = slotHome(context.builder.beginSlot(roundUp8(sizeOf(type))));
    clear(context, placeOf(context, home), sizeOf(type));
    context.homes.set(id, home);
  }
}
