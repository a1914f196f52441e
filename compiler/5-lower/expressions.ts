/**
 * Integers, bools and pointers: expressions whose value fits a register.
 *
 * Needs: a typed expression whose value lies in no memory.
 * Gives: its 64-bit value, extended by the sign of its type.
 * Reports: nothing.
 */
import type { IntType, Type, TypedExpression } from '../3-check/typed.ts';
import { inMemory } from '../3-check/types.ts';
import { CompilerBug } from '../diagnostics/invariant.ts';
import type { ValueId } from '../ir/ir.ts';
import { lowerBuiltin } from './builtins.ts';
import { computeArithmetic, fitted, parameterOf } from './arithmetic.ts';
import { machineComparison } from './conditions.ts';
import { onSomeWays, operandOf, type ProgramContext } from './context.ts';
import { loadArgument } from './argument-slots.ts';
import { loadField } from './fields.ts';
import { lowerStack, lowerStackLength } from './stacks.ts';
import { readNumber } from './maps/read.ts';
import { incrementMap } from './maps/add.ts';
import { lowerQuery } from './maps/query.ts';
import { byteSwap, hardwareAddress, stringLength } from './values/bytes.ts';
import { hold, release } from './values/hold.ts';
import { placeOf } from './values/home.ts';
import { readLocated } from './values/locate.ts';
import { byteDifference } from './values/difference.ts';
import { socketCookie } from './values/objects.ts';
import { searchString } from './values/search.ts';

type Of<K extends TypedExpression['kind']> = TypedExpression & { readonly kind: K };

export function lowerNumber(context: ProgramContext, expression: TypedExpression): ValueId {
  const { builder } = context;
  const outer = builder.span;
  builder.span = expression.span;
  const value = lowerKind(context, expression);
  builder.span = outer;
  return value;
}

function lowerKind(context: ProgramContext, expression: TypedExpression): ValueId {
  const { builder } = context;
  switch (expression.kind) {
    case 'integer':
      return builder.constant(expression.value);
    case 'builtin':
      return lowerBuiltin(context, expression.name);
    case 'field':
      return loadField(context, expression.field);
    case 'stack':
      return lowerStack(context, expression.source);
    case 'stackLength':
      return lowerStackLength(context, expression.source);
    case 'functionAddress':
      return builder.call('get_func_ip', [builder.context()]);
    case 'register':
      return builder.load(builder.context(), expression.offset);
    case 'argument':
      return loadArgument(context, expression);
    case 'variable':
      return builder.use(expression.symbol.id);
    case 'delete':
    case 'hasKey':
    case 'find':
    case 'length':
      return lowerQuery(context, expression);
    case 'mapRead':
      return readNumber(context, expression.map, expression.key);
    case 'arithmetic':
      return lowerArithmetic(context, expression);
    case 'comparison':
    case 'contentComparison':
    case 'prefixComparison':
    case 'logical':
      return lowerTruth(context, expression);
    case 'unary':
      return lowerUnary(context, expression);
    case 'ternary':
      return lowerTernary(context, expression);
    case 'blockValue':
      return context.lower.scope(context, expression.statements, () => lowerNumber(context, expression.value));
    case 'convert':
      return lowerConvert(context, expression);
    case 'increment':
      return lowerIncrement(context, expression);
    case 'dereference':
    case 'member':
    case 'item':
      return readLocated(context, expression);
    case 'stringLength':
      return stringLength(context, expression);
    case 'search':
      return searchString(context, expression);
    case 'byteDifference':
      return byteDifference(context, expression);
    case 'socketCookie':
      return socketCookie(context, expression);
    case 'byteSwap':
      return byteSwap(context, expression);
    case 'hardwareAddress':
      return hardwareAddress(context, expression);
    case 'element':
      return lowerElement(context, expression);
    case 'string':
    case 'tuple':
    case 'copyString':
    case 'copyBuffer':
    case 'address':
    case 'bytes':
    case 'concatenation':
    case 'path':
      throw new CompilerBug(`a ${expression.kind} where a number must be`);
  }
}

function lowerElement(context: ProgramContext, expression: Of<'element'>): ValueId {
  const held = hold(context, expression);
  const { base, offset } = placeOf(context, held.home);
  const value = context.builder.load(base, offset);
  release(context, held);
  return value;
}

function lowerArithmetic(context: ProgramContext, expression: Of<'arithmetic'>): ValueId {
  const left = lowerNumber(context, expression.left);
  const right = operandOf(context, expression.right);
  return fitted(context, computeArithmetic(context, expression.operator, left, right), expression.type);
}

function lowerUnary(context: ProgramContext, expression: Of<'unary'>): ValueId {
  const { builder } = context;
  if (expression.operator === '!') return lowerTruth(context, expression);
  const operand = lowerNumber(context, expression.operand);
  const value = expression.operator === '-' ? builder.negate(operand) : builder.binary('xor', operand, -1n);
  return fitted(context, value, expression.type);
}

/** The value of something that is first of all a condition. */
function lowerTruth(context: ProgramContext, expression: TypedExpression): ValueId {
  const { builder } = context;
  if (expression.kind === 'comparison') return lowerComparison(context, expression);
  const [yes, no, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock(['int'])];
  context.lower.condition(context, expression, yes, no);
  if (builder.start(yes)) builder.jump(done, [1n]);
  if (builder.start(no)) builder.jump(done, [0n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

function lowerComparison(context: ProgramContext, expression: Of<'comparison'>): ValueId {
  const left = lowerNumber(context, expression.left);
  const right = operandOf(context, expression.right);
  return context.builder.compare(machineComparison(expression), left, right);
}

function lowerTernary(context: ProgramContext, expression: Of<'ternary'>): ValueId {
  const { builder } = context;
  const [yes, no, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock(['int'])];
  context.lower.condition(context, expression.condition, yes, no);
  for (const [block, arm] of [
    [yes, expression.then],
    [no, expression.else],
  ] as const) {
    if (builder.start(block)) builder.jump(done, [onSomeWays(context, () => operandOf(context, arm))]);
  }
  builder.start(done);
  return parameterOf(done.parameters);
}

function lowerConvert(context: ProgramContext, expression: Of<'convert'>): ValueId {
  const [from, to] = [expression.operand.type, expression.type];
  if (inMemory(from)) return lowerBytes(context, expression.operand, to);
  const value = lowerNumber(context, expression.operand);
  if (to.kind === 'bool' && from.kind !== 'bool') return context.builder.compare('ne', value, 0n);
  if (to.kind === 'int' && from.kind === 'int' && holds(to, from)) return value;
  if (from.kind === 'bool' || from.kind === 'name' || to.kind === 'name') return value;
  return fitted(context, value, to);
}

/** The first bytes of an array, as a number. */
function lowerBytes(context: ProgramContext, operand: TypedExpression, type: Type): ValueId {
  const held = hold(context, operand);
  const { base, offset } = placeOf(context, held.home);
  const value = fitted(context, context.builder.load(base, offset), type);
  release(context, held);
  return value;
}

/** Whether every value of `from` is, extended to 64 bits, already one of `to`. */
function holds(to: IntType, from: IntType): boolean {
  if (to.signed === from.signed) return to.size >= from.size;
  return to.size === 8 || (!from.signed && to.size > from.size);
}

function lowerIncrement(context: ProgramContext, expression: Of<'increment'>): ValueId {
  const { builder } = context;
  const { target, delta, prefix, type } = expression;
  if (target.kind === 'map') return incrementMap(context, target.map, target.key, delta, prefix);
  const old = builder.use(target.symbol.id);
  const updated = fitted(context, builder.binary('add', old, BigInt(delta)), type);
  builder.define(target.symbol.id, updated);
  return prefix ? updated : old;
}
