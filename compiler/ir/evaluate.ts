/**
 * The meaning of IR operators on constants: the reference for folding and for the interpreter.
 *
 * Needs: 64-bit values as bigints, signed or unsigned.
 * Gives: results as unsigned 64-bit bigints.
 * Reports: nothing.
 */
import type { BinaryOperator, Comparison } from './ir.ts';

export function unsigned(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

export function signed(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** Null for a division by zero, which has no meaning in the IR. */
export function evaluateBinary(operator: BinaryOperator, left: bigint, right: bigint): bigint | null {
  const [a, b] = [unsigned(left), unsigned(right)];
  switch (operator) {
    case 'add':
      return unsigned(a + b);
    case 'sub':
      return unsigned(a - b);
    case 'mul':
      return unsigned(a * b);
    case 'udiv':
      return b === 0n ? null : a / b;
    case 'umod':
      return b === 0n ? null : a % b;
    case 'and':
      return a & b;
    case 'or':
      return a | b;
    case 'xor':
      return a ^ b;
    case 'shl':
      return unsigned(a << (b & 63n));
    case 'lshr':
      return a >> (b & 63n);
    case 'ashr':
      return unsigned(signed(a) >> (b & 63n));
  }
}

export function evaluateComparison(comparison: Comparison, left: bigint, right: bigint): boolean {
  const [a, b] = [unsigned(left), unsigned(right)];
  const [s, t] = [signed(left), signed(right)];
  switch (comparison) {
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'ult':
      return a < b;
    case 'ule':
      return a <= b;
    case 'ugt':
      return a > b;
    case 'uge':
      return a >= b;
    case 'slt':
      return s < t;
    case 'sle':
      return s <= t;
    case 'sgt':
      return s > t;
    case 'sge':
      return s >= t;
    case 'set':
      return (a & b) !== 0n;
  }
}

export function evaluateExtend(value: bigint, width: 8 | 16 | 32, isSigned: boolean): bigint {
  return isSigned ? unsigned(BigInt.asIntN(width, value)) : BigInt.asUintN(width, value);
}
