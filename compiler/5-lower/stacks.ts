/**
 * Stacks: each distinct one is kept once, and a script's values are its number.
 *
 * Needs: a stack's type.
 * Gives: the number of the current stack (manifest.ts says how it is read), and the maps that hold the stacks.
 * Reports: nothing. What finds no place is counted as a full map and has no number.
 *
 * The kernel's stack map has one place for each hash and compares whole stacks; one that finds its place taken by another
 * goes to a map keyed by content.
 */
import type { StackSource } from '../3-check/typed.ts';
import type { MapDefinition, SlotId, ValueId } from '../ir/ir.ts';
import { noStack, type StackStore } from '../manifest.ts';
import { parameterOf } from './arithmetic.ts';
import type { OpenBlock } from './builder.ts';
import type { ProgramContext } from './context.ts';
import { noteProcess } from './processes.ts';
import { failedUpdate } from './failures.ts';

/** /proc/sys/kernel/perf_event_max_stack, above which no stack map is made. */
const deepest = 127;
/** Places for stacks; a few times the keys of the largest map. */
const places = 16_384;
/**
 * For those whose place is taken: one in eight of 4,096 is. All are allocated when the script is loaded: the kernel's cache
 * of elements of this size is empty after a few.
 */
const overflowPlaces = 4096;
/** BPF_F_USER_STACK. */
const userStack = 256n;
const placeTaken = -17n; // -EEXIST
const noExist = 1n;

const counterMap = 'stack_numbers';

/** Numbers of stacks in the overflow map have this bit. */
const overflowBit = 0x8000_0000n;

export function lowerStack(context: ProgramContext, type: StackSource): ValueId {
  const { builder } = context;
  const store = storeFor(context, type);
  if (type.space === 'user') noteProcess(context);
  const flags = type.space === 'user' ? userStack : 0n;
  const id = builder.call('get_stackid', [builder.context(), builder.mapHandle(store.ids), flags]);
  const [found, failed, none] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  const done = builder.createBlock(['int']);
  builder.branch('sge', id, 0n, found, failed);
  builder.start(found);
  builder.jump(done, [id]);
  builder.start(failed);
  const taken = builder.createBlock();
  builder.branch('eq', id, placeTaken, taken, none);
  builder.start(taken);
  builder.jump(done, [numberOfOverflow(context, store, flags)]);
  builder.start(none);
  builder.jump(done, [BigInt(noStack)]);
  builder.start(done);
  return ownedBy(context, type, parameterOf(done.parameters));
}

/** The stack is taken once more, to memory that is then given back: its number does not tell. */
export function lowerStackLength(context: ProgramContext, { space, limit }: StackSource): ValueId {
  const { builder } = context;
  const bytes = limit * 8;
  const stack = builder.beginSlot(bytes);
  const flags = space === 'user' ? userStack : 0n;
  const taken = builder.call('get_stack', [builder.context(), builder.slotAddress(stack), BigInt(bytes), flags]);
  builder.endSlot(stack);
  const [some, none] = [builder.createBlock(), builder.createBlock()];
  const done = builder.createBlock(['int']);
  builder.branch('sgt', taken, 0n, some, none);
  builder.start(some);
  builder.jump(done, [builder.binary('lshr', taken, 3n)]);
  builder.start(none);
  builder.jump(done, [0n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

/** A user stack's frames mean something in its process only. */
function ownedBy({ builder }: ProgramContext, { space }: StackSource, number: ValueId): ValueId {
  if (space === 'kernel') return number;
  const process = builder.binary('lshr', builder.call('get_current_pid_tgid', []), 32n);
  return builder.binary('or', builder.binary('shl', process, 32n), number);
}

/** The number under which the current stack is in the overflow map, where it is put when it is not there. */
function numberOfOverflow(context: ProgramContext, { limit, overflow }: StackStore, flags: bigint): ValueId {
  const { builder } = context;
  const bytes = limit * 8;
  const stack = builder.beginSlot(bytes);
  builder.run('get_stack', [builder.context(), builder.slotAddress(stack), BigInt(bytes), flags]);
  const number = findOrInsert(context, overflow, stack);
  builder.endSlot(stack);
  return number;
}

/** The loser of a race to insert finds the winner's number. */
function findOrInsert(context: ProgramContext, overflow: string, stack: SlotId): ValueId {
  const { builder } = context;
  const lookUp = (): ValueId =>
    builder.call('map_lookup_elem', [builder.mapHandle(overflow), builder.slotAddress(stack)], 'pointer');
  const [hit, miss, again, full] = [0, 1, 2, 3].map(() => builder.createBlock()) as [
    OpenBlock,
    OpenBlock,
    OpenBlock,
    OpenBlock,
  ];
  const done = builder.createBlock(['int']);
  const first = lookUp();
  builder.branch('ne', first, 0n, hit, miss);
  builder.start(hit);
  builder.jump(done, [builder.load(first, 0)]);
  builder.start(miss);
  insert(context, overflow, stack);
  const second = lookUp();
  builder.branch('ne', second, 0n, again, full);
  builder.start(again);
  builder.jump(done, [builder.load(second, 0)]);
  builder.start(full);
  failedUpdate(context);
  builder.jump(done, [BigInt(noStack)]);
  builder.start(done);
  return parameterOf(done.parameters);
}

function insert(context: ProgramContext, overflow: string, stack: SlotId): void {
  const { builder } = context;
  const slot = builder.beginSlot(8);
  builder.store(builder.slotAddress(slot), 0, 0n);
  const counter = builder.call(
    'map_lookup_elem',
    [builder.mapHandle(counterMap), builder.slotAddress(slot)],
    'pointer',
  );
  const [there, done] = [builder.createBlock(), builder.createBlock()];
  builder.branch('ne', counter, 0n, there, done);
  builder.start(there);
  const number = builder.fetchAdd(counter, 0, 1n);
  builder.store(builder.slotAddress(slot), 0, builder.binary('or', number, builder.constant(overflowBit)));
  builder.run('map_update_elem', [
    builder.mapHandle(overflow),
    builder.slotAddress(stack),
    builder.slotAddress(slot),
    noExist,
  ]);
  builder.jump(done);
  builder.start(done);
  builder.endSlot(slot);
}

function storeFor({ module }: ProgramContext, { space, limit }: StackSource): StackStore {
  const known = module.stacks.find((store) => store.space === space && store.limit === limit);
  if (known !== undefined) return known;
  const name = `stacks${module.stacks.length}`;
  const store = { space, limit, ids: name, overflow: `${name}_more` };
  module.stacks.push(store);
  return store;
}

export function stackMaps(stores: readonly StackStore[]): readonly MapDefinition[] {
  const maps = stores.flatMap(({ ids, overflow, limit }): MapDefinition[] => {
    const bytes = Math.min(limit, deepest) * 8;
    const trace: MapDefinition = {
      name: ids,
      type: 'stack_trace',
      keySize: 4,
      valueSize: bytes,
      maxEntries: places,
      flags: 0,
    };
    return [
      trace,
      {
        name: overflow,
        type: 'hash',
        keySize: limit * 8,
        valueSize: 8,
        maxEntries: overflowPlaces,
        flags: 0,
      },
    ];
  });
  if (stores.length === 0) return [];
  return [...maps, { name: counterMap, type: 'array', keySize: 4, valueSize: 8, maxEntries: 1, flags: 0 }];
}
