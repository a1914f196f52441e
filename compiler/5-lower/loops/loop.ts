/**
 * Loops: the body becomes a callback that the kernel calls as often as the loop says, so that no loop is too long for
 * the kernel's verifier.
 *
 * Needs: a typed loop; a Target that has the helper, which the checker saw to.
 * Gives: a callback of the module, and the call with the variables that it shares in one frame.
 * Reports: nothing.
 */
import type { TypedLoop, TypedStatement, VariableSymbol } from '../../3-check/typed.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import { fitted, parameterOf } from '../arithmetic.ts';
import { FunctionBuilder, type Operand } from '../builder.ts';
import type { Exits, ProgramContext } from '../context.ts';
import { type Captures, capturesOf } from './captures.ts';
import { addressOf } from '../memory.ts';
import { type Home, placeOf } from '../values/home.ts';
import { Ending, Frame, storeOpaque, type Word } from './frame.ts';

type LowerScope = (context: ProgramContext, body: readonly TypedStatement[]) => void;

/** BPF_MAX_LOOPS, include/linux/bpf.h: what the helper takes at most. */
const maxRuns = 8n * 1024n * 1024n;

export function lowerLoop(context: ProgramContext, loop: TypedLoop, lowerScope: LowerScope): void {
  const { builder } = context;
  const captures = capturesOf(context, loop);
  const range = loop.over.kind === 'range' ? lowerRange(context, loop.over) : null;
  const frame = new Frame();
  const name = buildCallback(context, loop, captures, frame, lowerScope);
  const slot = builder.beginSlot(frame.bytes);
  fillFrame(context, builder.slotAddress(slot), frame, captures, range?.start ?? 0n);
  const runs = range === null ? maxRuns : range.runs;
  builder.run('loop', [runs, builder.functionAddress(name), builder.slotAddress(slot), 0n]);
  takeBack(context, builder.slotAddress(slot), frame, captures.changed);
  if (frame.has('ending')) endWhereAsked(context, builder.slotAddress(slot), frame);
  builder.endSlot(slot);
}

interface Range {
  readonly start: Operand;
  readonly runs: ValueId;
}

/** How many numbers there are from the start up to the end, and no more than the helper takes. */
function lowerRange(context: ProgramContext, { from, to }: TypedLoop['over'] & { readonly kind: 'range' }): Range {
  const { builder } = context;
  const start = context.lower.number(context, from);
  const end = context.lower.number(context, to);
  const signed = from.type.kind === 'int' && from.type.signed;
  const [some, clipped, whole] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  const done = builder.createBlock(['int']);
  const none = builder.createBlock();
  builder.branch(signed ? 'slt' : 'ult', start, end, some, none);
  builder.start(some);
  const count = builder.binary('sub', end, start);
  builder.branch('ugt', count, maxRuns, clipped, whole);
  builder.start(clipped);
  builder.jump(done, [maxRuns]);
  builder.start(whole);
  builder.jump(done, [count]);
  builder.start(none);
  builder.jump(done, [0n]);
  builder.start(done);
  return { start, runs: parameterOf(done.parameters) };
}

/** The callback's name. What it needs of the frame is known when it is built. */
function buildCallback(
  outer: ProgramContext,
  loop: TypedLoop,
  captures: Captures,
  frame: Frame,
  lowerScope: LowerScope,
): string {
  const { module } = outer;
  const name = `loop${module.callbackCount}`;
  module.callbackCount += 1;
  const shared = (): ValueId => address;
  const builder: FunctionBuilder = new FunctionBuilder(loop.span, {
    context: () => builder.loadPointer(shared(), frame.offsetOf({ kind: 'context' })),
    variable: (id) =>
      captures.values.has(id) ? builder.load(shared(), frame.offsetOf({ kind: 'value', variable: id })) : null,
  });
  const index = builder.parameter(0, 'int');
  const address = builder.parameter(1, 'pointer');
  const body = builder.createBlock();
  builder.jump(body);
  builder.start(body);
  const homes = [...captures.homes.keys()].map((variable): [number, Home] => {
    const base = builder.loadPointer(address, frame.offsetOf({ kind: 'address', variable }));
    return [variable, { kind: 'pointer', base, offset: 0 }];
  });
  const inner: ProgramContext = { ...outer, builder, homes: new Map(homes), comm: null, mayKeepComm: true };
  const exits = exitsOf(inner, address, frame, captures.changed);
  inner.exits = exits;
  const { stop, goOn } = exits.loop;
  if (loop.over.kind === 'range') {
    const start = builder.load(address, frame.offsetOf({ kind: 'start' }));
    builder.define(loop.over.variable.id, fitted(inner, builder.binary('add', start, index), loop.over.variable.type));
  } else {
    const [yes, no] = [builder.createBlock(), builder.createBlock()];
    inner.lower.condition(inner, loop.over.condition, yes, no);
    if (builder.start(no)) stop();
    if (!builder.start(yes)) return finishCallback(inner, name, loop);
  }
  lowerScope(inner, loop.body);
  if (builder.reachable) goOn();
  return finishCallback(inner, name, loop);
}

function finishCallback({ builder, module }: ProgramContext, name: string, loop: TypedLoop): string {
  module.callbacks.push(
    builder.finish({ name, kind: 'loop_callback', attachTo: null, guarded: false, span: loop.span }),
  );
  return name;
}

/** Whatever way control leaves the callback, it leaves behind what it changed. */
function exitsOf(
  inner: ProgramContext,
  shared: ValueId,
  frame: Frame,
  changed: readonly VariableSymbol[],
): Exits & { readonly loop: NonNullable<Exits['loop']> } {
  const { builder } = inner;
  const leave = (stop: boolean): void => {
    for (const { id } of changed)
      storeOpaque(inner, shared, frame.offsetOf({ kind: 'value', variable: id }), builder.use(id));
    builder.return(stop ? 1n : 0n);
  };
  return {
    end: (result) => {
      storeOpaque(inner, shared, frame.offsetOf({ kind: 'ending' }), Ending.returned);
      storeOpaque(inner, shared, frame.offsetOf({ kind: 'result' }), result);
      leave(true);
    },
    loop: { goOn: () => leave(false), stop: () => leave(true) },
  };
}

function fillFrame(context: ProgramContext, address: ValueId, frame: Frame, captures: Captures, start: Operand): void {
  const { builder } = context;
  for (const word of frame.words) {
    const offset = frame.offsetOf(word);
    if (word.kind === 'ending') storeOpaque(context, address, offset, Ending.normal);
    else if (word.kind === 'value' && captures.changed.some(({ id }) => id === word.variable))
      storeOpaque(context, address, offset, builder.use(word.variable));
    else builder.store(address, offset, contentOf(context, word, captures, start));
  }
  // The helper wants an address of something that is written.
  if (frame.words.length === 0) builder.store(address, 0, 0n);
}

/** What a word holds all the time that the loop runs, or until the callback writes it. */
function contentOf(
  context: ProgramContext,
  word: Exclude<Word, { readonly kind: 'ending' }>,
  { homes }: Captures,
  start: Operand,
): Operand {
  const { builder } = context;
  switch (word.kind) {
    case 'context':
      return builder.context();
    case 'start':
      return start;
    case 'result':
      return 0n;
    case 'value':
      return builder.use(word.variable);
    case 'address': {
      const home = homes.get(word.variable);
      invariant(home !== undefined, 'the address of a variable that is nowhere');
      return addressOf(context, placeOf(context, home));
    }
  }
}

function takeBack(context: ProgramContext, address: ValueId, frame: Frame, changed: readonly VariableSymbol[]): void {
  const { builder } = context;
  for (const { id } of changed)
    builder.define(id, builder.load(address, frame.offsetOf({ kind: 'value', variable: id })));
}

/** Ends the program, or the loop around this one, where the callback asked for it. */
function endWhereAsked(context: ProgramContext, address: ValueId, frame: Frame): void {
  const { builder } = context;
  const ending = builder.load(address, frame.offsetOf({ kind: 'ending' }));
  const result = builder.load(address, frame.offsetOf({ kind: 'result' }));
  const [ended, on] = [builder.createBlock(), builder.createBlock()];
  builder.branch('ne', ending, Ending.normal, ended, on);
  builder.start(ended);
  context.exits.end(result);
  builder.start(on);
}
