/** Runs IR as ir/ir.ts says it means; the oracle for what select makes of it. */
import { evaluateBinary, evaluateComparison, evaluateExtend } from '../../ir/evaluate.ts';
import type { Edge, Instruction, IrFunction, Terminator, ValueId } from '../../ir/ir.ts';
import { Machine, mapHandle, type Outcome } from './machine.ts';

export function interpretIr(fn: IrFunction): Outcome {
  return new Interpreter(fn).run();
}

class Interpreter {
  readonly #fn: IrFunction;
  readonly #machine = new Machine();
  readonly #values = new Map<ValueId, bigint>();

  constructor(fn: IrFunction) {
    this.#fn = fn;
  }

  run(): Outcome {
    for (let at = 0; ; ) {
      const block = this.#fn.blocks[at];
      if (block === undefined) throw new Error(`no block b${at}`);
      for (const each of block.instructions) {
        this.#machine.step();
        this.#instruction(each);
      }
      const next = this.#terminator(block.terminator);
      if (typeof next === 'bigint') return this.#machine.outcome(next);
      const args = next.args.map((argument) => this.#get(argument));
      this.#fn.blocks[next.block]?.parameters.forEach((parameter, index) => this.#set(parameter, args[index] ?? 0n));
      at = next.block;
    }
  }

  #terminator(terminator: Terminator): Edge | bigint {
    this.#machine.step();
    if (terminator.kind === 'jump') return terminator.to;
    if (terminator.kind === 'return') return this.#get(terminator.value);
    const { comparison, left, right } = terminator;
    return evaluateComparison(comparison, this.#get(left), this.#get(right)) ? terminator.then : terminator.else;
  }

  #get(value: ValueId | bigint): bigint {
    if (typeof value === 'bigint') return BigInt.asUintN(64, value);
    const found = this.#values.get(value);
    if (found === undefined) throw new Error(`%${value} is read before it is defined`);
    return found;
  }

  #set(dest: ValueId | null, value: bigint): void {
    if (dest !== null) this.#values.set(dest, BigInt.asUintN(64, value));
  }

  #slotAddress(slot: number): bigint {
    const below = this.#fn.slots.filter((each) => each.id < slot).reduce((sum, each) => sum + each.size, 0);
    return this.#machine.base('stack') + BigInt(below);
  }

  #binary(each: Instruction & { readonly kind: 'binary' }): void {
    const value = evaluateBinary(each.operator, this.#get(each.left), this.#get(each.right));
    if (value === null) throw new Error(`%${each.dest} divides by zero`);
    this.#set(each.dest, value);
  }

  #instruction(each: Instruction): void {
    const machine = this.#machine;
    switch (each.kind) {
      case 'const':
        return this.#set(each.dest, each.value);
      case 'context':
        return this.#set(each.dest, machine.base('context'));
      case 'binary':
        return this.#binary(each);
      case 'negate':
        return this.#set(each.dest, -this.#get(each.operand));
      case 'extend':
        return this.#set(each.dest, evaluateExtend(this.#get(each.operand), each.width, each.signed));
      case 'compare':
        return this.#set(
          each.dest,
          evaluateComparison(each.comparison, this.#get(each.left), this.#get(each.right)) ? 1n : 0n,
        );
      case 'load':
        return this.#set(each.dest, machine.load(this.#get(each.base) + BigInt(each.offset), each.width, each.signed));
      case 'store':
        return machine.store(this.#get(each.base) + BigInt(each.offset), each.width, this.#get(each.value));
      case 'atomicAdd': {
        const address = this.#get(each.base) + BigInt(each.offset);
        const old = machine.load(address, 64, false);
        machine.store(address, 64, old + this.#get(each.value));
        return this.#set(each.dest, old);
      }
      case 'compareExchange': {
        const address = this.#get(each.base) + BigInt(each.offset);
        const old = machine.load(address, 64, false);
        if (old === this.#get(each.expected)) machine.store(address, 64, this.#get(each.value));
        return this.#set(each.dest, old);
      }
      case 'slotAddress':
        return this.#set(each.dest, this.#slotAddress(each.slot));
      case 'slotBegin':
      case 'slotEnd':
        return machine.forget(this.#slotAddress(each.slot), this.#fn.slots[each.slot]?.size ?? 0);
      case 'mapHandle':
        return this.#set(each.dest, mapHandle(each.map));
      case 'globalAddress':
        return this.#set(each.dest, machine.base('globals') + BigInt(each.offset));
      case 'call':
        return this.#set(
          each.dest,
          machine.call(
            each.helper,
            each.args.map((argument) => this.#get(argument)),
          ),
        );
      case 'parameter':
      case 'functionAddress':
        throw new Error('the model runs single functions: it has no callbacks');
      case 'guardPassed':
        return;
    }
  }
}
