/**
 * Where IR values live: in a virtual register each, except those that are made again wherever they are needed
 * (constants, map handles, addresses of callbacks, in the frame and in the globals), which then never occupy a register long.
 */
import type { AccessWidth, Operand } from '../asm/instruction.ts';
import { unreachable } from '../diagnostics/invariant.ts';
import type { Instruction, IrFunction, ValueId } from '../ir/ir.ts';
import { definitionOf } from '../ir/operands.ts';
import type { Builder } from './builder.ts';
import { frameRegister, type VReg } from './vcode.ts';

/** A memory operand: an address with all constant additions folded in. */
export type Address =
  | { readonly kind: 'register'; readonly register: VReg; readonly offset: number }
  | { readonly kind: 'slot'; readonly slot: number; readonly offset: number }
  | { readonly kind: 'global'; readonly offset: number };

export class Values {
  readonly #fn: IrFunction;
  readonly #builder: Builder;
  readonly #definitions: ReadonlyMap<ValueId, Instruction>;
  readonly #registers = new Map<ValueId, VReg>();
  #context: VReg | null = null;

  constructor(fn: IrFunction, builder: Builder) {
    this.#fn = fn;
    this.#builder = builder;
    const all = fn.blocks.flatMap((block) => block.instructions);
    this.#definitions = new Map(all.flatMap((each) => definedBy(each)));
  }

  definition(value: ValueId): Instruction | undefined {
    return this.#definitions.get(value);
  }

  /** The register that keeps the context pointer. */
  context(): VReg {
    this.#context ??= this.#builder.fresh();
    return this.#context;
  }

  /** The register in which a value's definition puts it. */
  register(value: ValueId): VReg {
    if (this.definition(value)?.kind === 'context') return this.context();
    const known = this.#registers.get(value);
    if (known !== undefined) return known;
    const register = this.#builder.fresh();
    this.#registers.set(value, register);
    return register;
  }

  /** A register that holds the value here. */
  use(value: ValueId): VReg {
    if (!this.isRemade(value)) return this.register(value);
    const register = this.#builder.fresh();
    this.into(register, value);
    return register;
  }

  /** Whether the value is made again at each use. */
  isRemade(value: ValueId): boolean {
    if (this.constant(value) !== null) return true;
    const kind = this.definition(value)?.kind;
    if (kind === 'mapHandle' || kind === 'functionAddress') return true;
    return this.#fn.types[value] === 'pointer' && this.address(value, 0).kind !== 'register';
  }

  /** Puts the value into a given register. */
  into(dst: VReg, value: ValueId | bigint): void {
    const constant = this.constant(value);
    if (constant !== null) return this.constantInto(dst, constant);
    if (typeof value === 'bigint') return;
    const definition = this.definition(value);
    if (definition?.kind === 'mapHandle') return this.#builder.emit({ kind: 'loadMap', dst, map: definition.map });
    if (definition?.kind === 'functionAddress')
      return this.#builder.emit({ kind: 'loadFunction', dst, fn: definition.fn });
    if (this.isRemade(value)) return this.addressInto(dst, this.address(value, 0));
    this.#builder.emit(move(dst, { kind: 'register', register: this.register(value) }));
  }

  /** The shortest instruction that gives the constant. */
  constantInto(dst: VReg, value: bigint): void {
    const immediate: Operand<VReg> = { kind: 'immediate', value: Number(BigInt.asIntN(32, value)) };
    if (fitsInt32(value)) return this.#builder.emit(move(dst, immediate));
    if (BigInt.asUintN(32, value) === BigInt.asUintN(64, value)) {
      return this.#builder.emit({ kind: 'alu', operator: 'mov', bits: 32, dst, src: immediate });
    }
    this.#builder.emit({ kind: 'loadConstant', dst, value: BigInt.asIntN(64, value) });
  }

  addressInto(dst: VReg, address: Address): void {
    switch (address.kind) {
      case 'slot':
        return this.#builder.emit({ kind: 'objectAddress', dst, object: address.slot, offset: address.offset });
      case 'global':
        return this.#builder.emit({ kind: 'loadGlobal', dst, offset: address.offset });
      case 'register': {
        this.#builder.emit(move(dst, { kind: 'register', register: address.register }));
        const src: Operand<VReg> = { kind: 'immediate', value: address.offset };
        return this.#builder.emit({ kind: 'alu', operator: 'add', bits: 64, dst, src });
      }
      default:
        return unreachable(address, 'address');
    }
  }

  /** The value as a constant (signed 64 bits), or null. */
  constant(value: ValueId | bigint): bigint | null {
    if (typeof value === 'bigint') return BigInt.asIntN(64, value);
    const definition = this.definition(value);
    return definition?.kind === 'const' ? BigInt.asIntN(64, definition.value) : null;
  }

  /** An operand of an instruction: an immediate when it fits. */
  operand(value: ValueId | bigint): Operand<VReg> {
    const constant = this.constant(value);
    if (constant !== null && fitsInt32(constant)) return { kind: 'immediate', value: Number(constant) };
    if (typeof value === 'number') return { kind: 'register', register: this.use(value) };
    const register = this.#builder.fresh();
    this.into(register, value);
    return { kind: 'register', register };
  }

  /** What is stored for a value of a width: only the low bits count, so more constants are immediates. */
  storeOperand(value: ValueId | bigint, width: AccessWidth): Operand<VReg> {
    const constant = this.constant(value);
    if (constant === null || width === 64) return this.operand(value);
    return { kind: 'immediate', value: Number(BigInt.asIntN(Math.min(width, 32), constant)) };
  }

  /** A pointer plus an offset, with additions of constants folded while the sum fits 16 bits. */
  address(base: ValueId, offset: number): Address {
    const definition = this.definition(base);
    if (definition?.kind === 'slotAddress') return { kind: 'slot', slot: definition.slot, offset };
    if (definition?.kind === 'globalAddress' && definition.offset + offset >= 0) {
      return { kind: 'global', offset: definition.offset + offset };
    }
    if (definition?.kind === 'binary' && (definition.operator === 'add' || definition.operator === 'sub')) {
      const constant = this.constant(definition.right);
      const sum = constant === null ? null : offset + Number(definition.operator === 'add' ? constant : -constant);
      if (sum !== null && sum >= -32768 && sum <= 32767) return this.address(definition.left, sum);
    }
    return { kind: 'register', register: this.register(base), offset };
  }

  /** A base register and offset for an access, or the slot. */
  access(
    base: ValueId,
    offset: number,
  ): { readonly base: VReg; readonly offset: number; readonly slot: number | null } {
    const address = this.address(base, offset);
    if (address.kind === 'slot') return { base: frameRegister, offset: address.offset, slot: address.slot };
    if (address.kind === 'register') return { base: address.register, offset: address.offset, slot: null };
    const register = this.#builder.fresh();
    this.addressInto(register, address);
    return { base: register, offset: 0, slot: null };
  }
}

function definedBy(each: Instruction): readonly (readonly [ValueId, Instruction])[] {
  const value = definitionOf(each);
  return value === null ? [] : [[value, each]];
}

export function move(
  dst: VReg,
  src: Operand<VReg>,
): {
  readonly kind: 'alu';
  readonly operator: 'mov';
  readonly bits: 64;
  readonly dst: VReg;
  readonly src: Operand<VReg>;
} {
  return { kind: 'alu', operator: 'mov', bits: 64, dst, src };
}

function fitsInt32(value: bigint): boolean {
  return BigInt.asIntN(32, value) === value;
}
