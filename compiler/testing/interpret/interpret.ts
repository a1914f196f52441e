/**
 * Runs IR, for tests: what a program does to maps, rings and globals, without a kernel.
 *
 * Needs: a verified module and an event.
 * Gives: the program's return value; effects are in the machine.
 * Reports: reads of unwritten or foreign memory, by throwing.
 */
import { evaluateBinary, evaluateComparison, evaluateExtend, signed, unsigned } from '../../ir/evaluate.ts';
import type { Edge, Instruction, IrFunction, SlotId, ValueId } from '../../ir/ir.ts';
import { callHelper } from './helpers.ts';
import type { Event, Machine } from './machine.ts';
import { decode, encode, type Pointer, Region, type Word } from './memory.ts';

export function interpret(machine: Machine, name: string, event: Event): bigint {
  const context = new Region('context', event.record.length, false);
  context.write(0, event.record);
  return start(machine, name, event, { context, args: [] });
}

/** A program has a context, a callback has arguments. */
interface Call {
  readonly context: Region;
  readonly args: readonly Word[];
}

function start(machine: Machine, name: string, event: Event, call: Call): bigint {
  const fn = machine.module.functions.find((each) => each.name === name);
  if (fn === undefined) throw new Error(`no function ${name}`);
  return new Run(machine, fn, event, call).run();
}

const stepLimit = 100_000;

class Run {
  readonly #machine: Machine;
  readonly #fn: IrFunction;
  readonly #event: Event;
  readonly #values = new Map<ValueId, Word>();
  readonly #slots = new Map<SlotId, Region>();
  readonly #call: Call;

  constructor(machine: Machine, fn: IrFunction, event: Event, call: Call) {
    this.#machine = machine;
    this.#fn = fn;
    this.#event = event;
    this.#call = call;
  }

  run(): bigint {
    let id = 0;
    for (let steps = 0; steps < stepLimit; steps++) {
      const block = this.#fn.blocks[id];
      if (block === undefined) throw new Error(`no block b${id}`);
      for (const instruction of block.instructions) this.#execute(instruction);
      const { terminator } = block;
      if (terminator.kind === 'return') return this.#number(terminator.value);
      if (terminator.kind === 'jump') id = this.#follow(terminator.to);
      else {
        const yes = this.#compare(terminator.comparison, terminator.left, terminator.right);
        id = this.#follow(yes ? terminator.then : terminator.else);
      }
    }
    throw new Error(`${this.#fn.name} does not end`);
  }

  #follow(edge: Edge): number {
    const parameters = this.#fn.blocks[edge.block]?.parameters ?? [];
    const values = edge.args.map((arg) => this.#word(arg));
    parameters.forEach((parameter, index) => this.#values.set(parameter, values[index] ?? 0n));
    return edge.block;
  }

  #execute(each: Instruction): void {
    const result = this.#result(each);
    if (result !== null && 'dest' in each && each.dest !== null) this.#values.set(each.dest, result);
  }

  #result(each: Instruction): Word | null {
    switch (each.kind) {
      case 'const':
        return unsigned(each.value);
      case 'context':
        return { region: this.#call.context, offset: 0 };
      case 'binary':
        return this.#binary(each);
      case 'negate':
        return unsigned(-this.#number(each.operand));
      case 'extend':
        return evaluateExtend(this.#number(each.operand), each.width, each.signed);
      case 'compare':
        return this.#compare(each.comparison, each.left, each.right) ? 1n : 0n;
      case 'parameter':
        return this.#call.args[each.index] ?? 0n;
      case 'functionAddress':
        return { fn: each.fn };
      case 'load': {
        const base = this.#pointer(each.base);
        const kept = base.region.kept(base.offset + each.offset);
        if (kept !== null && this.#fn.types[each.dest] === 'pointer') return kept;
        const value = decode(this.#memory(each.base, each.offset, each.width));
        return each.signed ? unsigned(BigInt.asIntN(each.width, value)) : value;
      }
      case 'store': {
        const stored = typeof each.value === 'bigint' ? null : this.#word(each.value);
        const to = this.#pointer(each.base);
        if (typeof stored === 'object' && stored !== null && 'region' in stored) {
          to.region.keep(to.offset + each.offset, stored);
          return null;
        }
        this.#write(each.base, each.offset, encode(unsigned(this.#number(each.value)), each.width));
        return null;
      }
      case 'atomicAdd': {
        const old = decode(this.#memory(each.base, each.offset, 64));
        this.#write(each.base, each.offset, encode(unsigned(old + this.#number(each.value)), 64));
        return old;
      }
      case 'compareExchange': {
        this.#machine.interfereExchange();
        const old = decode(this.#memory(each.base, each.offset, 64));
        if (old === this.#number(each.expected))
          this.#write(each.base, each.offset, encode(this.#number(each.value), 64));
        return old;
      }
      case 'slotAddress': {
        const region = this.#slots.get(each.slot);
        if (region === undefined) throw new Error(`slot $${each.slot} is not alive`);
        return { region, offset: 0 };
      }
      case 'slotBegin':
        this.#slots.set(each.slot, new Region(`slot $${each.slot}`, this.#fn.slots[each.slot]?.size ?? 0, true));
        return null;
      case 'slotEnd':
        this.#slots.delete(each.slot);
        return null;
      case 'mapHandle':
        return { map: each.map };
      case 'globalAddress':
        return { region: this.#machine.globals, offset: each.offset };
      case 'call':
        return callHelper(each.helper, {
          machine: this.#machine,
          event: this.#event,
          args: each.args.map((arg) => this.#word(arg)),
          callback: (fn, args) => start(this.#machine, fn, this.#event, { ...this.#call, args }),
        });
      case 'guardPassed':
        return null;
    }
  }

  #binary(each: Instruction & { readonly kind: 'binary' }): Word {
    const left = this.#word(each.left);
    const right = this.#number(each.right);
    if (typeof left === 'object') {
      if (!('region' in left) || each.operator !== 'add') throw new Error(`${each.operator} of a pointer`);
      return { region: left.region, offset: left.offset + Number(signed(right)) };
    }
    const value = evaluateBinary(each.operator, left, right);
    if (value === null) throw new Error('division by zero');
    return value;
  }

  #compare(comparison: Parameters<typeof evaluateComparison>[0], left: ValueId, right: ValueId | bigint): boolean {
    const word = this.#word(left);
    // A pointer is some number that is not zero.
    return evaluateComparison(comparison, typeof word === 'bigint' ? word : 1n << 48n, this.#number(right));
  }

  #memory(base: ValueId, offset: number, width: number): Uint8Array {
    const pointer = this.#pointer(base);
    return pointer.region.read(pointer.offset + offset, width / 8);
  }

  #write(base: ValueId, offset: number, data: Uint8Array): void {
    const pointer = this.#pointer(base);
    if (pointer.region === this.#call.context) throw new Error('a store to the context');
    pointer.region.write(pointer.offset + offset, data);
  }

  #word(value: ValueId): Word {
    const word = this.#values.get(value);
    if (word === undefined) throw new Error(`%${value} has no value`);
    return word;
  }

  #number(operand: ValueId | bigint): bigint {
    const word = typeof operand === 'bigint' ? unsigned(operand) : this.#word(operand);
    if (typeof word !== 'bigint') throw new Error(`%${operand} is a pointer, not a number`);
    return word;
  }

  #pointer(value: ValueId): Pointer {
    const word = this.#word(value);
    if (typeof word !== 'object' || !('region' in word)) throw new Error(`%${value} is no pointer`);
    return word;
  }
}
