/**
 * Statements.
 *
 * Needs: typed statements.
 * Gives: their code, in order; none behind a return.
 * Reports: nothing.
 */
import type { TypedExpression, TypedStatement, VariableSymbol } from '../3-check/typed.ts';
import { roundUp8 } from '../4-plan-maps/layout.ts';
import { invariant } from '../diagnostics/invariant.ts';
import { computeArithmetic, fitted } from './arithmetic.ts';
import { finish, operandOf, type ProgramContext } from './context.ts';
import { lowerClear, lowerExit, lowerPrintMap } from './control.ts';
import { addToMap } from './maps/add.ts';
import { assignMap, compoundAssignMap } from './maps/assign.ts';
import { raiseExtreme } from './maps/extreme.ts';
import { addToHistogram } from './maps/hist.ts';
import { addToStats } from './maps/stats.ts';
import { fuseClears } from './fuse-clears.ts';
import { lowerRecord } from './output.ts';
import { slotPlace } from './strings/padded.ts';

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
      return lowerRecord(context, { kind: 'printf', format: statement.format }, statement.args, statement.span);
    case 'printValue':
      return lowerRecord(context, { kind: 'value' }, [statement.value], statement.span);
    case 'clear':
      return lowerClear(context, statement.map.id);
    case 'exit':
      return lowerExit(context, statement.code);
    case 'return':
      return finish(context);
  }
}

function lowerAssign(context: ProgramContext, { target, value }: Of<'assign'>): void {
  const { builder } = context;
  if (target.kind === 'map') return assignMap(context, target.map, target.key, value);
  if (value.type.kind === 'string') return assignString(context, target.symbol, value);
  builder.define(target.symbol.id, context.lower.number(context, value));
}

/** Writing over a value that is part of the new one is safe: it is copied onto itself, or looked at before the write. */
function assignString(context: ProgramContext, symbol: VariableSymbol, value: TypedExpression): void {
  const { builder } = context;
  invariant(symbol.type.kind === 'string', `a string assigned to ${symbol.name}`);
  const { capacity } = symbol.type;
  const known = context.strings.get(symbol.id);
  const slot = known ?? builder.beginSlot(roundUp8(capacity));
  context.lower.string(context, value, slotPlace(context, slot), capacity);
  context.strings.set(symbol.id, slot);
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
  if (expression.type.kind !== 'string') context.lower.number(context, expression);
}

function lowerIf(context: ProgramContext, statement: Of<'if'>): void {
  const { builder } = context;
  const [yes, no, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  context.lower.condition(context, statement.condition, yes, no);
  const { comm } = context;
  const strings = new Map(context.strings);
  for (const [block, body] of [
    [yes, statement.then],
    [no, statement.else],
  ] as const) {
    if (!builder.start(block)) continue;
    lowerStatements(context, body);
    if (builder.reachable) {
      endInner(context, strings);
      if (comm === null && context.comm !== null) builder.endSlot(context.comm);
      builder.jump(done);
    }
    forgetInner(context, strings);
    context.comm = comm;
  }
  builder.start(done);
}

/** Ends the slots of variables that live inside the block only. */
function endInner(context: ProgramContext, outer: ReadonlyMap<number, number>): void {
  for (const [variable, slot] of context.strings) if (!outer.has(variable)) context.builder.endSlot(slot);
}

function forgetInner(context: ProgramContext, outer: ReadonlyMap<number, number>): void {
  for (const variable of context.strings.keys()) if (!outer.has(variable)) context.strings.delete(variable);
}
