/** Runs selected programs as RFC 9669 says they mean; reading a register that a call spoiled is an error. */
import type { AluOperator, AsmInstruction, Operand, Register } from '../../asm/instruction.ts';
import type { AsmProgram } from '../../asm/module.ts';
import { compare, Machine, mapHandle, stackBytes, type Outcome } from './machine.ts';

export function interpretAsm(program: AsmProgram): Outcome {
  return new Interpreter(program).run();
}

class Interpreter {
  readonly #machine = new Machine();
  readonly #lines: readonly AsmInstruction[];
  readonly #labels = new Map<string, number>();
  readonly #registers: (bigint | null)[] = Array.from({ length: 11 }, () => null);
  readonly #stackLimit: bigint;
  #at = 0;

  constructor(program: AsmProgram) {
    let count = 0;
    for (const block of program.blocks) {
      this.#labels.set(block.label, count);
      count += block.lines.length;
    }
    this.#lines = program.blocks.flatMap((block) => block.lines.map((line) => line.instruction));
    this.#registers[1] = this.#machine.base('context');
    this.#registers[10] = this.#machine.base('stack') + BigInt(stackBytes);
    this.#stackLimit = this.#machine.base('stack') + BigInt(stackBytes - program.stackBytes);
  }

  run(): Outcome {
    for (;;) {
      this.#machine.step();
      const each = this.#lines[this.#at++];
      if (each === undefined) throw new Error('control falls off the end');
      if (each.kind === 'exit') return this.#machine.outcome(this.#get(0));
      this.#instruction(each);
    }
  }

  #get(register: Register): bigint {
    const value = this.#registers[register];
    if (value === null || value === undefined)
      throw new Error(`r${register} is read before written, at ${this.#at - 1}`);
    return value;
  }

  #set(register: Register, value: bigint): void {
    if (register === 10) throw new Error('r10 is written');
    this.#registers[register] = BigInt.asUintN(64, value);
  }

  #operand(operand: Operand<Register>): bigint {
    return operand.kind === 'register' ? this.#get(operand.register) : BigInt.asUintN(64, BigInt(operand.value));
  }

  #address(base: Register, offset: number): bigint {
    const address = this.#get(base) + BigInt(offset);
    if (address >= this.#machine.base('stack') && address < this.#stackLimit)
      throw new Error('below the declared stack');
    return address;
  }

  #goto(label: string): void {
    const target = this.#labels.get(label);
    if (target === undefined) throw new Error(`no label ${label}`);
    this.#at = target;
  }

  #instruction(each: Exclude<AsmInstruction, { readonly kind: 'exit' }>): void {
    const machine = this.#machine;
    switch (each.kind) {
      case 'alu': {
        const src = this.#operand(each.src);
        const left = each.operator === 'mov' ? 0n : this.#get(each.dst);
        const cut = (value: bigint): bigint => BigInt.asUintN(each.bits, value);
        return this.#set(each.dst, cut(alu(each.operator, cut(left), cut(src), each.bits)));
      }
      case 'negate':
        return this.#set(each.dst, -this.#get(each.dst));
      case 'moveSigned':
        return this.#set(each.dst, BigInt.asIntN(each.width, this.#get(each.src)));
      case 'loadConstant':
        return this.#set(each.dst, each.value);
      case 'loadMap':
        return this.#set(each.dst, mapHandle(each.map));
      case 'loadGlobal':
        return this.#set(each.dst, machine.base('globals') + BigInt(each.offset));
      case 'load':
        return this.#set(each.dst, machine.load(this.#address(each.base, each.offset), each.width, each.signed));
      case 'store':
        return machine.store(this.#address(each.base, each.offset), each.width, this.#operand(each.value));
      case 'atomicAdd': {
        const address = this.#address(each.base, each.offset);
        const old = machine.load(address, 64, false);
        machine.store(address, 64, old + this.#get(each.src));
        if (each.fetch) this.#set(each.src, old);
        return;
      }
      case 'compareExchange': {
        const address = this.#address(each.base, each.offset);
        const old = machine.load(address, 64, false);
        if (old === this.#get(0)) machine.store(address, 64, this.#get(each.src));
        return this.#set(0, old);
      }
      case 'jump':
        return this.#goto(each.target);
      case 'branch': {
        const holds = compare(each.comparison, this.#get(each.left), this.#operand(each.right));
        return holds ? this.#goto(each.target) : undefined;
      }
      case 'loadFunction':
        throw new Error('the model runs single functions: it has no callbacks');
      case 'call': {
        const args = ([1, 2, 3, 4, 5] as const).slice(0, each.argumentCount).map((register) => this.#get(register));
        const result = machine.call(each.helper, args);
        for (const register of [1, 2, 3, 4, 5]) this.#registers[register] = null;
        return this.#set(0, result);
      }
    }
  }
}

function alu(operator: AluOperator, left: bigint, right: bigint, bits: 32 | 64): bigint {
  const count = right & BigInt(bits - 1);
  switch (operator) {
    case 'mov':
      return right;
    case 'add':
      return left + right;
    case 'sub':
      return left - right;
    case 'mul':
      return left * right;
    case 'div':
      return right === 0n ? 0n : left / right;
    case 'mod':
      return right === 0n ? left : left % right;
    case 'and':
      return left & right;
    case 'or':
      return left | right;
    case 'xor':
      return left ^ right;
    case 'lsh':
      return left << count;
    case 'rsh':
      return left >> count;
    case 'arsh':
      return BigInt.asIntN(bits, left) >> count;
  }
}
