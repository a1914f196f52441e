/**
 * Loops: the body becomes a callback that the kernel calls as often as the loop says, so that no loop is too long for
 * the kernel's verifier.
 *
 * Needs: a typed loop; a Target that has the helper, which the checker saw to.
 * Gives: a callback of the module, and the call with the variables that it shares in one frame.
 * Reports: nothing.
 */
import type { TypedLoop, TypedStatement, VariableSymbol } from '../../3-check/typed.ts';
import { roundUp8, sizeOf } from '../../4-plan-maps/layout.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import { fitted } from '../arithmetic.ts';
import { FunctionBuilder, type Operand } from '../builder.ts';
import { type Exits, planOf, type ProgramContext } from '../context.ts';
import { type Captures, capturesOf } from './captures.ts';
import { callWithMap } from '../maps/place.ts';
import { addressOf } from '../memory.ts';
import { type Home, placeOf } from '../values/home.ts';
import { holdElement } from './element.ts';
import { Ending, Frame, storeOpaque, type Word } from './frame.ts';
import { lowerRange, maxRuns } from './range.ts';

type LowerScope = (context: ProgramContext, body: readonly TypedStatement[]) => void;

export function lowerLoop(context: ProgramContext, loop: TypedLoop, lowerScope: LowerScope): void {
  const { builder } = context;
  const captures = capturesOf(context, loop);
  const range = loop.over.kind === 'range' ? lowerRange(context, loop.over) : null;
  const frame = new Frame();
  const name = buildCallback(context, loop, captures, frame, lowerScope);
  const slot = builder.beginSlot(frame.bytes);
  fillFrame(context, builder.slotAddress(slot), frame, captures, range?.start ?? 0n);
  forgetMemory(context, captures);
  const callback = (): ValueId => builder.functionAddress(name);
  if (loop.over.kind === 'map') {
    callWithMap(context, planOf(context, loop.over.map), (handle) =>
      builder.call('for_each_map_elem', [handle, callback(), builder.slotAddress(slot), 0n]),
    );
  } else builder.run('loop', [range === null ? maxRuns : range.runs, callback(), builder.slotAddress(slot), 0n]);
  forgetMemory(context, captures);
  context.knownReads.clear();
  takeBack(context, builder.slotAddress(slot), frame, captures.changed);
  if (frame.has('ending')) endWhereAsked(context, builder.slotAddress(slot), frame);
  builder.endSlot(slot);
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
  const { over } = loop;
  const index = over.kind === 'map' ? null : builder.parameter(0, 'int');
  const [key, value] = over.kind === 'map' ? [builder.parameter(1, 'pointer'), builder.parameter(2, 'pointer')] : [];
  const address = builder.parameter(over.kind === 'map' ? 3 : 1, 'pointer');
  const body = builder.createBlock();
  builder.jump(body);
  builder.start(body);
  const homes = [...captures.homes.keys()].map((variable): [number, Home] => {
    const base = builder.loadPointer(address, frame.offsetOf({ kind: 'address', variable }));
    return [variable, { kind: 'pointer', base, offset: 0 }];
  });
  const inner: ProgramContext = {
    ...outer,
    builder,
    homes: new Map(homes),
    comm: null,
    knownReads: new Map(),
    mayKeep: true,
  };
  const exits = exitsOf(inner, address, frame, captures.changed);
  inner.exits = exits;
  const { stop, goOn } = exits.loop;
  if (over.kind === 'range' && index !== null) {
    const start = builder.load(address, frame.offsetOf({ kind: 'start' }));
    builder.define(over.variable.id, fitted(inner, builder.binary('add', start, index), over.variable.type));
  }
  if (over.kind === 'map' && key !== undefined && value !== undefined) holdElement(inner, over, key, value);
  if (over.kind === 'while') {
    const [yes, no] = [builder.createBlock(), builder.createBlock()];
    inner.lower.condition(inner, over.condition, yes, no);
    if (builder.start(no)) stop();
    if (!builder.start(yes)) return finishCallback(inner, name, loop);
  }
  lowerScope(inner, loop.body);
  if (builder.reachable) goOn();
  return finishCallback(inner, name, loop);
}

function finishCallback({ builder, module }: ProgramContext, name: string, loop: TypedLoop): string {
  const kind = loop.over.kind === 'map' ? 'element_callback' : 'loop_callback';
  module.callbacks.push(builder.finish({ name, kind, attachTo: null, guarded: false, span: loop.span }));
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

/**
 * Lets a helper copy what the loop may change onto itself: that it may hold anything is all that the verifier then knows, before the
 * loop and after any number of runs of it.
 */
function forgetMemory(context: ProgramContext, { homes, changedInMemory }: Captures): void {
  for (const { id, type } of changedInMemory) {
    const home = homes.get(id);
    invariant(home !== undefined, 'a variable of the loop is nowhere');
    const address = addressOf(context, placeOf(context, home));
    context.builder.run('probe_read_kernel', [address, BigInt(roundUp8(sizeOf(type))), address]);
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
