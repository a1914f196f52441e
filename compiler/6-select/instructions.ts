/**
 * Needs: a verified function.
 * Gives: vcode: one to four instructions for each of the IR's, block parameters as moves on the edges,
 * comparisons fused into the branches that test them, constant additions folded into offsets.
 * Reports: nothing.
 */
import type { AluOperator } from '../asm/instruction.ts';
import { reversePostorder } from '../ir/dominators.ts';
import {
  type BinaryOperator,
  type Edge,
  type Instruction,
  isCallback,
  type IrFunction,
  type Terminator,
  type ValueId,
} from '../ir/ir.ts';
import { Builder } from './builder.ts';
import { sequentialise, type Move } from './parallel-moves.ts';
import { move, Values } from './values.ts';
import type { InObject, VFunction, VReg } from './vcode.ts';

const aluOperators: Readonly<Record<BinaryOperator, AluOperator>> = {
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  udiv: 'div',
  umod: 'mod',
  and: 'and',
  or: 'or',
  xor: 'xor',
  shl: 'lsh',
  lshr: 'rsh',
  ashr: 'arsh',
};
const commutative: ReadonlySet<BinaryOperator> = new Set(['add', 'mul', 'and', 'or', 'xor']);
const shifts: ReadonlySet<BinaryOperator> = new Set(['shl', 'lshr', 'ashr']);

/** `isa` decides how signs are extended: v4 has instructions for it, v3 shifts. */
export function selectInstructions(fn: IrFunction, isa: 3 | 4): VFunction {
  return new Selector(fn, isa).run();
}

class Selector {
  readonly #fn: IrFunction;
  readonly #isa: 3 | 4;
  readonly #builder = new Builder();
  readonly #values: Values;
  /** vcode block of each IR block. */
  readonly #blocks: ReadonlyMap<number, number>;

  constructor(fn: IrFunction, isa: 3 | 4) {
    this.#fn = fn;
    this.#isa = isa;
    this.#values = new Values(fn, this.#builder);
    this.#blocks = new Map(fn.blocks.map((block) => [block.id, this.#builder.reserve()]));
  }

  run(): VFunction {
    for (const id of reversePostorder(this.#fn)) {
      const block = this.#fn.blocks[id];
      if (block === undefined) continue;
      this.#builder.open(this.#target(id));
      if (id === 0 && !isCallback(this.#fn)) this.#keepContext();
      for (const each of block.instructions) {
        this.#builder.span = each.span;
        this.#instruction(each);
      }
      this.#builder.span = block.terminator.span;
      this.#terminator(block.terminator);
    }
    return this.#builder.finish(this.#fn.slots.map((slot) => Math.ceil(slot.size / 8) * 8));
  }

  #target(block: number): number {
    return this.#blocks.get(block) ?? 0;
  }

  /** The context arrives in r1; unused, the move is dead and goes. */
  #keepContext(): void {
    this.#builder.span = this.#fn.span;
    this.#builder.emit(move(this.#values.context(), { kind: 'register', register: 1 }));
  }

  #instruction(each: Instruction): void {
    const [builder, values] = [this.#builder, this.#values];
    switch (each.kind) {
      case 'binary':
        return this.#binary(each);
      case 'negate':
        values.into(values.register(each.dest), each.operand);
        return builder.emit({ kind: 'negate', dst: values.register(each.dest) });
      case 'extend':
        return this.#extend(values.register(each.dest), each.operand, each.width, each.signed);
      case 'compare':
        return this.#compare(each);
      case 'load':
      case 'store':
      case 'atomicAdd':
      case 'compareExchange':
        return this.#memory(each);
      case 'slotBegin':
        return builder.emit({ kind: 'objectBegin', object: each.slot });
      case 'slotEnd':
        return builder.emit({ kind: 'objectEnd', object: each.slot });
      case 'parameter':
        return builder.emit(move(values.register(each.dest), { kind: 'register', register: each.index + 1 }));
      case 'call':
        return this.#call(each);
      case 'const':
      case 'context':
      case 'slotAddress':
      case 'mapHandle':
      case 'functionAddress':
      case 'globalAddress':
      case 'guardPassed':
        // Made at their uses, or no code at all.
        return;
    }
  }

  #binary(each: Instruction & { readonly kind: 'binary' }): void {
    const values = this.#values;
    const dst = values.register(each.dest);
    let { left, right }: { left: ValueId; right: ValueId | bigint } = each;
    if (typeof right === 'number' && commutative.has(each.operator) && values.constant(left) !== null) {
      [left, right] = [right, left];
    }
    const constant = values.constant(right);
    // The verifier follows pointers through additions of constants, so a pointer minus a constant is one.
    const negated = each.operator === 'sub' && constant !== null && this.#fn.types[each.dest] === 'pointer';
    const operand = shifts.has(each.operator) && constant !== null ? constant & 63n : right;
    const src = values.operand(negated ? -(constant ?? 0n) : operand);
    values.into(dst, left);
    this.#builder.emit({ kind: 'alu', operator: negated ? 'add' : aluOperators[each.operator], bits: 64, dst, src });
  }

  #extend(dst: VReg, operand: ValueId, width: 8 | 16 | 32, signed: boolean): void {
    const [builder, values] = [this.#builder, this.#values];
    const src = values.use(operand);
    if (signed && this.#isa === 4) return builder.emit({ kind: 'moveSigned', dst, src, width });
    if (!signed && width === 32) {
      return builder.emit({ kind: 'alu', operator: 'mov', bits: 32, dst, src: { kind: 'register', register: src } });
    }
    builder.emit(move(dst, { kind: 'register', register: src }));
    if (signed) return this.#signExtendInPlace(dst, width);
    const mask = { kind: 'immediate', value: width === 8 ? 0xff : 0xffff } as const;
    builder.emit({ kind: 'alu', operator: 'and', bits: 64, dst, src: mask });
  }

  #signExtendInPlace(dst: VReg, width: 8 | 16 | 32): void {
    const src = { kind: 'immediate', value: 64 - width } as const;
    this.#builder.emit({ kind: 'alu', operator: 'lsh', bits: 64, dst, src });
    this.#builder.emit({ kind: 'alu', operator: 'arsh', bits: 64, dst, src });
  }

  /** 1, and 0 on the way where the comparison fails. */
  #compare(each: Instruction & { readonly kind: 'compare' }): void {
    const [builder, values] = [this.#builder, this.#values];
    const dst = values.register(each.dest);
    const left = values.use(each.left);
    const right = values.operand(each.right);
    const [failed, rest] = [builder.reserve(), builder.reserve()];
    values.constantInto(dst, 1n);
    builder.close({ kind: 'branch', comparison: each.comparison, left, right, then: rest, else: failed });
    builder.open(failed);
    values.constantInto(dst, 0n);
    builder.close({ kind: 'jump', to: rest });
    builder.open(rest);
  }

  #memory(each: Instruction & { readonly kind: 'load' | 'store' | 'atomicAdd' | 'compareExchange' }): void {
    const values = this.#values;
    const { base, offset, slot } = values.access(each.base, each.offset);
    const emit = (access: InObject['access']): void =>
      this.#builder.emit(slot === null ? access : { kind: 'inObject', object: slot, access });
    if (each.kind === 'store') {
      const { kind, width } = each;
      return emit({ kind, base, offset, width, value: values.storeOperand(each.value, width) });
    }
    if (each.kind === 'load') {
      const { kind, width } = each;
      const dst = values.register(each.dest);
      const narrow = each.signed && width !== 64 ? width : null;
      emit({ kind, dst, base, offset, width, signed: narrow !== null && this.#isa === 4 });
      if (narrow !== null && this.#isa === 3) this.#signExtendInPlace(dst, narrow);
      return;
    }
    if (each.kind === 'compareExchange') {
      const src = values.use(each.value);
      values.into(0, each.expected);
      emit({ kind: 'compareExchange', base, offset, src });
      return this.#builder.emit(move(values.register(each.dest), { kind: 'register', register: 0 }));
    }
    if (each.dest === null) return emit({ kind: 'atomicAdd', base, offset, src: values.use(each.value), fetch: false });
    const src = values.register(each.dest);
    values.into(src, each.value);
    emit({ kind: 'atomicAdd', base, offset, src, fetch: true });
  }

  #call(each: Instruction & { readonly kind: 'call' }): void {
    each.args.forEach((argument, index) => this.#values.into(index + 1, argument));
    this.#builder.emit({ kind: 'call', helper: each.helper, argumentCount: each.args.length });
    if (each.dest === null) return;
    this.#builder.emit(move(this.#values.register(each.dest), { kind: 'register', register: 0 }));
  }

  #terminator(terminator: Terminator): void {
    switch (terminator.kind) {
      case 'jump':
        this.#passArguments(terminator.to);
        return this.#builder.close({ kind: 'jump', to: this.#target(terminator.to.block) });
      case 'return':
        this.#values.into(0, terminator.value);
        return this.#builder.close({ kind: 'exit' });
      case 'branch':
        return this.#branch(terminator);
    }
  }

  /** A branch on the outcome of a comparison compares by itself; the comparison's value may then be unused. */
  #branch(terminator: Terminator & { readonly kind: 'branch' }): void {
    const [builder, values] = [this.#builder, this.#values];
    let { comparison, left, right, then: yes, else: no } = terminator;
    for (let test = values.definition(left); test?.kind === 'compare'; test = values.definition(left)) {
      const zero = values.constant(right) === 0n;
      if (!zero || (comparison !== 'eq' && comparison !== 'ne')) break;
      if (comparison === 'eq') [yes, no] = [no, yes];
      ({ comparison, left, right } = test);
    }
    const operands = { left: values.use(left), right: values.operand(right) };
    const entries = [this.#edgeBlock(yes), this.#edgeBlock(no)] as const;
    builder.close({ kind: 'branch', comparison, ...operands, then: entries[0].entry, else: entries[1].entry });
    for (const entry of entries) entry.fill();
  }

  /** The block that an edge enters: its target, or one that passes the arguments first. */
  #edgeBlock(edge: Edge): { readonly entry: number; fill(): void } {
    const target = this.#target(edge.block);
    if (edge.args.length === 0) return { entry: target, fill: () => {} };
    const entry = this.#builder.reserve();
    const fill = (): void => {
      this.#builder.open(entry);
      this.#passArguments(edge);
      this.#builder.close({ kind: 'jump', to: target });
    };
    return { entry, fill };
  }

  /** All parameters take their values at once; those made from nothing come last. */
  #passArguments(edge: Edge): void {
    const values = this.#values;
    const parameters = this.#fn.blocks[edge.block]?.parameters ?? [];
    const pairs = parameters.map((parameter, index) => ({ parameter, argument: edge.args[index] ?? parameter }));
    const moves: Move[] = pairs
      .filter(({ argument }) => !values.isRemade(argument))
      .map(({ parameter, argument }) => ({ dst: values.register(parameter), src: values.register(argument) }));
    for (const { dst, src } of sequentialise(moves, () => this.#builder.fresh())) {
      this.#builder.emit(move(dst, { kind: 'register', register: src }));
    }
    for (const { parameter, argument } of pairs) {
      if (values.isRemade(argument)) values.into(values.register(parameter), argument);
    }
  }
}
