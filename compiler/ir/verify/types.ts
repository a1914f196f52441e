/** Operands are ints or pointers as their place wants; immediates, offsets and widths fit their encodings. */
import { invariant } from '../../diagnostics/invariant.ts';
import type { Comparison, Instruction, IrFunction, Module, Terminator, ValueId, ValueType } from '../ir.ts';
import { printInstruction, printTerminator } from '../print.ts';
import { edgesOf } from '../operands.ts';

export function verifyTypes(fn: IrFunction, module: Module): void {
  const types = new Types(fn.types);
  for (const block of fn.blocks) {
    for (const each of block.instructions) {
      types.where = `b${block.id}: ${printInstruction(each, fn.types)}`;
      checkInstruction(each, types, fn, module);
    }
    types.where = `b${block.id}: ${printTerminator(block.terminator)}`;
    checkTerminator(block.terminator, types, fn);
  }
}

class Types {
  readonly #types: readonly ValueType[];
  /** The instruction at hand, for messages. */
  where = '';
  constructor(types: readonly ValueType[]) {
    this.#types = types;
  }
  require(condition: boolean, message: string): void {
    invariant(condition, `${this.where}: ${message}`);
  }
  of(value: ValueId): ValueType | undefined {
    return this.#types[value];
  }
  want(value: ValueId | bigint, type: ValueType): void {
    if (typeof value === 'bigint') this.require(type === 'int' && fitsInt32(value), `${value} does not fit 32 bits`);
    else this.require(this.of(value) === type, `%${value} is ${this.of(value)}, not ${type}`);
  }
}

/** Whether a constant can be an immediate operand (sign-extended from 32 bits). */
function fitsInt32(value: bigint): boolean {
  return BigInt.asIntN(32, value) === value;
}

function checkInstruction(each: Instruction, types: Types, fn: IrFunction, module: Module): void {
  switch (each.kind) {
    case 'const':
      return types.want(each.dest, 'int');
    case 'parameter':
      return;
    case 'context':
    case 'functionAddress':
    case 'mapHandle':
      return types.want(each.dest, 'pointer');
    case 'slotAddress':
      types.require(fn.slots[each.slot] !== undefined, `unknown slot $${each.slot}`);
      return types.want(each.dest, 'pointer');
    case 'slotBegin':
    case 'slotEnd':
      return types.require(fn.slots[each.slot] !== undefined, `unknown slot $${each.slot}`);
    case 'globalAddress':
      types.require(each.offset >= 0 && each.offset < module.globals.size, 'offset outside the globals');
      return types.want(each.dest, 'pointer');
    case 'binary':
      return checkBinary(each, types);
    case 'negate':
      // Of a pointer, too: it is how one becomes a number.
      return types.want(each.dest, 'int');
    case 'extend':
      types.want(each.operand, 'int');
      return types.want(each.dest, 'int');
    case 'compare':
      types.want(each.dest, 'int');
      return checkComparison(each.comparison, each.left, each.right, types);
    case 'load':
      checkAddress(each, types);
      return types.require(each.width === 64 || types.of(each.dest) === 'int', 'a narrow load gives no pointer');
    case 'store':
      checkAddress(each, types);
      if (each.width === 64 && typeof each.value === 'number' && types.of(each.value) === 'pointer') return;
      return types.want(each.value, 'int');
    case 'atomicAdd':
      checkAddress(each, types);
      types.want(each.value, 'int');
      if (each.dest !== null) types.want(each.dest, 'int');
      return;
    case 'compareExchange':
      checkAddress(each, types);
      for (const value of [each.expected, each.value, each.dest]) types.want(value, 'int');
      return;
    case 'call':
    case 'guardPassed':
      return;
  }
}

function checkBinary(each: Instruction & { readonly kind: 'binary' }, types: Types): void {
  const pointer = types.of(each.left) === 'pointer';
  types.require(!pointer || each.operator === 'add' || each.operator === 'sub', 'pointers are only added to');
  types.want(each.right, 'int');
  types.want(each.dest, pointer ? 'pointer' : 'int');
  const divides = each.operator === 'udiv' || each.operator === 'umod';
  types.require(!divides || each.right !== 0n, 'divides by the constant zero');
}

function checkComparison(comparison: Comparison, left: ValueId, right: ValueId | bigint, types: Types): void {
  if (types.of(left) === 'pointer') {
    const null_ = right === 0n && (comparison === 'eq' || comparison === 'ne');
    return types.require(null_, 'pointers are only compared with zero');
  }
  types.want(right, 'int');
}

function checkAddress(each: { readonly base: ValueId; readonly offset: number }, types: Types): void {
  types.want(each.base, 'pointer');
  const fits = Number.isInteger(each.offset) && each.offset >= -32768 && each.offset <= 32767;
  types.require(fits, `offset ${each.offset} does not fit 16 bits`);
}

function checkTerminator(terminator: Terminator, types: Types, fn: IrFunction): void {
  if (terminator.kind === 'return') types.want(terminator.value, 'int');
  if (terminator.kind === 'branch') checkComparison(terminator.comparison, terminator.left, terminator.right, types);
  for (const edge of edgesOf(terminator)) {
    const parameters = fn.blocks[edge.block]?.parameters ?? [];
    parameters.forEach((parameter, index) => {
      const argument = edge.args[index];
      const same = argument !== undefined && types.of(argument) === types.of(parameter);
      types.require(same, `%${argument} and parameter %${parameter} differ in type`);
    });
  }
}
