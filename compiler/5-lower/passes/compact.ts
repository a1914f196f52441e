/**
 * Dense numbering.
 *
 * Needs: verified IR.
 * Gives: the same with values and slots numbered in order of definition, none missing.
 * Reports: nothing.
 */
import type { Instruction, IrFunction, Slot, SlotId, ValueId, ValueType } from '../../ir/ir.ts';
import { definitionOf } from '../../ir/operands.ts';
import { replaceReads, replaceTerminatorReads } from './rewrite.ts';

export function compact(fn: IrFunction): IrFunction {
  const values = new Map<ValueId, ValueId>();
  const types: ValueType[] = [];
  const slots = new Map<SlotId, SlotId>();
  const kept: Slot[] = [];
  const define = (value: ValueId): void => {
    values.set(value, types.push(fn.types[value] ?? 'int') - 1);
  };
  for (const block of fn.blocks) {
    block.parameters.forEach(define);
    for (const each of block.instructions) {
      const value = definitionOf(each);
      if (value !== null) define(value);
      const slot = each.kind === 'slotBegin' ? fn.slots[each.slot] : undefined;
      if (slot !== undefined && !slots.has(slot.id)) {
        slots.set(slot.id, kept.length);
        kept.push({ ...slot, id: kept.length });
      }
    }
  }
  const number = (value: ValueId): ValueId => values.get(value) ?? value;
  const renumber = (instruction: Instruction): Instruction => {
    const each = replaceReads(instruction, number);
    if (each.kind === 'slotBegin' || each.kind === 'slotEnd')
      return { ...each, slot: slots.get(each.slot) ?? each.slot };
    if (each.kind === 'slotAddress')
      return { ...each, dest: number(each.dest), slot: slots.get(each.slot) ?? each.slot };
    return withDest(each, number);
  };
  const blocks = fn.blocks.map((block) => ({
    ...block,
    parameters: block.parameters.map(number),
    instructions: block.instructions.map(renumber),
    terminator: replaceTerminatorReads(block.terminator, number),
  }));
  return { ...fn, blocks, types, slots: kept };
}

function withDest(instruction: Instruction, number: (value: ValueId) => ValueId): Instruction {
  if (!('dest' in instruction) || instruction.dest === null) return instruction;
  return { ...instruction, dest: number(instruction.dest) };
}
