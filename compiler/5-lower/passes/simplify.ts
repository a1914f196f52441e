/**
 * Identities and strength reduction of one binary operation.
 *
 * Needs: the operation, and its operands where they are constants, of which at most one is.
 * Gives: a constant, another value, or an instruction that is not dearer.
 * Reports: nothing.
 */
import type { BinaryOperator, Instruction, ValueId } from '../../ir/ir.ts';

type Binary = Extract<Instruction, { readonly kind: 'binary' }>;

export type Simplified =
  | { readonly kind: 'constant'; readonly value: bigint }
  | { readonly kind: 'copy'; readonly of: ValueId }
  | { readonly kind: 'instruction'; readonly instruction: Binary };

const commutative: ReadonlySet<BinaryOperator> = new Set(['add', 'mul', 'and', 'or', 'xor']);

export function simplifyBinary(
  binary: Binary,
  left: bigint | undefined,
  right: bigint | undefined,
  pointer: boolean,
): Simplified {
  if (
    left !== undefined &&
    right === undefined &&
    typeof binary.right === 'number' &&
    commutative.has(binary.operator)
  ) {
    return byConstant({ ...binary, left: binary.right, right: binary.left }, left);
  }
  if (right === undefined) return { kind: 'instruction', instruction: binary };
  return pointer && right !== 0n
    ? { kind: 'instruction', instruction: immediate(binary, right) }
    : byConstant(binary, right);
}

function byConstant(binary: Binary, right: bigint): Simplified {
  const { operator, left } = binary;
  const absorbs = (operator === 'mul' || operator === 'and') && right === 0n;
  if (absorbs || (operator === 'umod' && right === 1n)) return { kind: 'constant', value: 0n };
  if (isIdentity(operator, right)) return { kind: 'copy', of: left };
  const shift = powerOfTwo(right);
  if (shift === null) return { kind: 'instruction', instruction: immediate(binary, right) };
  if (operator === 'mul') return { kind: 'instruction', instruction: { ...binary, operator: 'shl', right: shift } };
  if (operator === 'udiv') return { kind: 'instruction', instruction: { ...binary, operator: 'lshr', right: shift } };
  if (operator === 'umod' && shift <= 31n) {
    return { kind: 'instruction', instruction: { ...binary, operator: 'and', right: right - 1n } };
  }
  return { kind: 'instruction', instruction: immediate(binary, right) };
}

function isIdentity(operator: BinaryOperator, right: bigint): boolean {
  switch (operator) {
    case 'mul':
    case 'udiv':
      return right === 1n;
    case 'and':
      return right === -1n;
    case 'umod':
      return false;
    default:
      return right === 0n;
  }
}

/** The exponent, when the unsigned value is a power of two above 1. */
function powerOfTwo(value: bigint): bigint | null {
  const bits = BigInt.asUintN(64, value);
  if (bits < 2n || (bits & (bits - 1n)) !== 0n) return null;
  return BigInt(bits.toString(2).length - 1);
}

/** Keeps a division by zero out of the instruction: it is behind a branch that is never taken. */
function immediate(binary: Binary, right: bigint): Binary {
  const divides = binary.operator === 'udiv' || binary.operator === 'umod';
  const fits = BigInt.asIntN(32, right) === right;
  return fits && !(divides && right === 0n) ? { ...binary, right } : binary;
}
