/**
 * Statements.
 *
 * Needs: typed statements.
 * Gives: their code, in order; none behind a return.
 * Reports: nothing.
 */
import type { TypedExpression, TypedStatement, VariableSymbol } from '../3-check/typed.ts';
import { inMemory } from '../3-check/types.ts';
import { roundUp8, sizeOf } from '../4-plan-maps/layout.ts';
import { invariant } from '../diagnostics/invariant.ts';
import { computeArithmetic, fitted } from './arithmetic.ts';
import { hasEffect } from './columns.ts';
import { operandOf, type ProgramContext } from './context.ts';
import { lowerClear, lowerExit, lowerPrintMap } from './control.ts';
import { addToMap } from './maps/add.ts';
import { assignMap, compoundAssignMap } from './maps/assign.ts';
import { raiseExtreme } from './maps/extreme.ts';
import { addToHistogram } from './maps/hist.ts';
import { forgetReads, meetReads } from './maps/known-reads.ts';
import { addToStats } from './maps/stats.ts';
import { fuseClears } from './fuse-clears.ts';
import { lowerDebugf } from './debugf.ts';
import { lowerJoin } from './join.ts';
import { lowerLoop } from './loops/loop.ts';
import { clear, copy } from './memory.ts';
import { lowerRecord } from './output.ts';
import { hold, holdCopy, release } from './values/hold.ts';
import { type Home, placeOf, slotHome } from './values/home.ts';
import { mentionsIn } from './values/late.ts';

type Of<K extends TypedStatement['kind']> = TypedStatement & { readonly kind: K };

export function lowerStatements(context: ProgramContext, block: readonly TypedStatement[]): void {
  const { statements, resetting } = fuseClears(block);
  for (const statement of statements) {
    if (!context.builder.reachable) return;
    context.builder.span = statement.span;
    if (statement.kind === 'printMap') {
      const { map, top, div } = statement;
      lowerPrintMap(context, { map: map.id, top, div, reset: resetting.has(statement) });
    } else lowerStatement(context, statement);
  }
}

function lowerStatement(
  context: ProgramContext,
  statement: Exclude<TypedStatement, { readonly kind: 'printMap' }>,
): void {
  switch (statement.kind) {
    case 'assign':
      return lowerAssign(context, statement);
    case 'compound':
      return lowerCompound(context, statement);
    case 'aggregate':
      return lowerAggregate(context, statement);
    case 'expression':
      return lowerForEffect(context, statement.expression);
    case 'if':
      return lowerIf(context, statement);
    case 'printf':
      return lowerRecord(context, { kind: statement.action, format: statement.format }, statement.args, statement.span);
    case 'time':
      return lowerRecord(context, { kind: 'time', format: statement.format }, [], statement.span);
    case 'debugf':
      return lowerDebugf(context, statement);
    case 'join':
      return lowerJoin(context, statement);
    case 'signal':
      return context.builder.run(statement.thread ? 'send_signal_thread' : 'send_signal', [
        operandOf(context, statement.number),
      ]);
    case 'printValue':
      return lowerRecord(context, { kind: 'value' }, [statement.value], statement.span);
    case 'clear':
    case 'zero':
      forgetReads(context, statement.map.id);
      return lowerClear(context, statement.kind, statement.map.id);
    case 'exit':
      return lowerExit(context, statement.code);
    case 'declare':
      return lowerDeclare(context, statement.symbol);
    case 'unroll':
      return lowerUnroll(context, statement);
    case 'loop':
      return lowerLoop(context, statement, lowerScope);
    case 'break':
    case 'continue':
      return lowerJump(context, statement.kind);
    case 'return':
      return context.exits.end(statement.value === null ? context.result : operandOf(context, statement.value));
  }
}

function lowerAssign(context: ProgramContext, { target, value }: Of<'assign'>): void {
  const { builder } = context;
  if (target.kind === 'map') return assignMap(context, target.map, target.key, value);
  if (inMemory(value.type)) return assignMemory(context, target.symbol, value);
  builder.define(target.symbol.id, context.lower.number(context, value));
}

function lowerDeclare(context: ProgramContext, symbol: VariableSymbol): void {
  const { builder } = context;
  const { type, id } = symbol;
  if (!inMemory(type)) return builder.define(id, builder.constant(0n));
  const home = context.homes.get(id) ?? slotHome(builder.beginSlot(roundUp8(sizeOf(type))));
  clear(context, placeOf(context, home), sizeOf(type));
  context.homes.set(id, home);
}

function lowerUnroll(context: ProgramContext, { count, body }: Of<'unroll'>): void {
  for (let done = 0; done < count && context.builder.reachable; done += 1) lowerScope(context, body);
}

function lowerJump({ exits }: ProgramContext, kind: 'break' | 'continue'): void {
  invariant(exits.loop !== null, `${kind} outside of a loop`);
  return kind === 'break' ? exits.loop.stop() : exits.loop.goOn();
}

/** Statements whose variables end with them. */
function lowerScope(context: ProgramContext, body: readonly TypedStatement[]): void {
  withScope(context, body, () => undefined);
}

/** Statements whose variables end with them, and before that what looks at those. */
export function withScope<T>(context: ProgramContext, body: readonly TypedStatement[], last: () => T): T {
  const outer = new Map(context.homes);
  lowerStatements(context, body);
  const result = last();
  if (context.builder.reachable) endInner(context, outer);
  forgetInner(context, outer);
  return result;
}

function assignMemory(context: ProgramContext, symbol: VariableSymbol, value: TypedExpression): void {
  const size = sizeOf(symbol.type);
  const known = context.homes.get(symbol.id);
  if (known !== undefined && value.type.kind !== 'string' && mentionsIn(value, symbol.id)) {
    // A part that is written may be one that is still to be read.
    const held = holdCopy(context, value);
    copy(context, placeOf(context, held.home), placeOf(context, known), size);
    return release(context, held);
  }
  // A string that is part of its new value is copied onto itself, or looked at before the write.
  const home = known ?? slotHome(context.builder.beginSlot(roundUp8(size)));
  context.lower.memory(context, value, placeOf(context, home), size);
  context.homes.set(symbol.id, home);
}

function lowerCompound(context: ProgramContext, { target, operator, value }: Of<'compound'>): void {
  const { builder } = context;
  if (target.kind === 'map') return compoundAssignMap(context, target.map, target.key, operator, value);
  const right = operandOf(context, value);
  const old = builder.use(target.symbol.id);
  builder.define(
    target.symbol.id,
    fitted(context, computeArithmetic(context, operator, old, right), target.symbol.type),
  );
}

function lowerAggregate(context: ProgramContext, { map, key, argument }: Of<'aggregate'>): void {
  const value = argument === null ? 1n : operandOf(context, argument);
  switch (map.value.kind) {
    case 'min':
    case 'max':
      return raiseExtreme(context, map, key, value);
    case 'avg':
    case 'stats':
      return addToStats(context, map, key, value);
    case 'hist':
    case 'lhist':
      return addToHistogram(context, map, key, value);
    case 'count':
    case 'sum':
    case 'scalar':
      return addToMap(context, map, key, value);
  }
}

function lowerForEffect(context: ProgramContext, expression: TypedExpression): void {
  if (!inMemory(expression.type)) return void context.lower.number(context, expression);
  if (hasEffect(expression)) release(context, hold(context, expression));
}

function lowerIf(context: ProgramContext, statement: Of<'if'>): void {
  const { builder } = context;
  const [yes, no, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  context.lower.condition(context, statement.condition, yes, no);
  const { comm } = context;
  const homes = new Map(context.homes);
  const known = context.knownReads;
  const ways: (typeof known)[] = [];
  for (const [block, body] of [
    [yes, statement.then],
    [no, statement.else],
  ] as const) {
    if (!builder.start(block)) continue;
    context.knownReads = new Map(known);
    lowerStatements(context, body);
    if (builder.reachable) {
      endInner(context, homes);
      if (comm === null && context.comm !== null) builder.endSlot(context.comm);
      builder.jump(done);
      ways.push(context.knownReads);
    }
    forgetInner(context, homes);
    context.comm = comm;
  }
  context.knownReads = meetReads(known, ways);
  builder.start(done);
}

/** Ends the slots of variables that live inside the block only. */
function endInner(context: ProgramContext, outer: ReadonlyMap<number, Home>): void {
  for (const [variable, home] of context.homes) {
    if (!outer.has(variable) && home.kind === 'slot') context.builder.endSlot(home.slot);
  }
}

function forgetInner(context: ProgramContext, outer: ReadonlyMap<number, Home>): void {
  for (const variable of context.homes.keys()) if (!outer.has(variable)) context.homes.delete(variable);
}
