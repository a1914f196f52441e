/**
 * join(): a record with the strings that an array of pointers points to.
 *
 * Needs: the array's address, and the space that it and its strings lie in.
 * Gives: a record with their number and, of so many, the text. What stands behind those in the record is left as it is.
 * Reports: nothing.
 */
import type { TypedStatement } from '../3-check/typed.ts';
import { uint64 } from '../3-check/types.ts';
import { layColumns } from '../4-plan-maps/layout.ts';
import { recordHeaderSize } from '../manifest.ts';
import { operandOf, type ProgramContext } from './context.ts';
import { emitRecord } from './records.ts';

/** As many, and as long, as bpftrace's. */
const maxStrings = 16;
const string = { kind: 'string', capacity: 1024 } as const;

export function lowerJoin(context: ProgramContext, statement: TypedStatement & { readonly kind: 'join' }): void {
  const { builder, module } = context;
  const { address, space, delimiter, span } = statement;
  const types = [uint64, ...Array.from({ length: maxStrings }, () => string)];
  const { columns: args, end } = layColumns(types, recordHeaderSize);
  const record = { id: module.records.length, size: end, output: { kind: 'join', delimiter }, args, span } as const;
  module.records.push(record);
  const array = operandOf(context, address);
  emitRecord(context, record, (place) => {
    const [count, ...strings] = args.map(({ offset }) => offset);
    const done = builder.createBlock(['int']);
    strings.forEach((offset, index) => {
      const slot = builder.beginSlot(8);
      const from = builder.binary('add', builder.constant(BigInt(8 * index)), array);
      builder.run(`probe_read_${space}`, [builder.slotAddress(slot), 8n, from]);
      const pointer = builder.load(builder.slotAddress(slot), 0);
      builder.endSlot(slot);
      const [more, ended] = [builder.createBlock(), builder.createBlock()];
      builder.branch('ne', pointer, 0n, more, ended);
      builder.start(ended);
      builder.jump(done, [BigInt(index)]);
      builder.start(more);
      // Empty where it cannot be read.
      builder.store(place, offset, 0n);
      const to = builder.binary('add', place, BigInt(offset));
      builder.run(`probe_read_${space}_str`, [to, BigInt(string.capacity), pointer]);
    });
    builder.jump(done, [BigInt(maxStrings)]);
    builder.start(done);
    const [used] = done.parameters;
    if (used !== undefined) builder.store(place, count ?? recordHeaderSize, used);
  });
}
