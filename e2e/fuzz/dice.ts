/** Choices that are the same for the same seed. */
import { random } from '../harness/random.ts';

export interface Dice {
  /** How deep expressions grow, from 1 to 4: small programs are easier to understand. */
  readonly size: number;
  /** From 0 to limit - 1. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** An integer of up to 64 bits: more often a small one, a power of two, or next to one. */
  integer(): bigint;
}

export function dice(seed: number): Dice {
  const next = random(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  const chance = (probability: number): boolean => next() < probability;
  return {
    size: 1 + (seed % 4),
    below,
    chance,
    pick: <T>(choices: readonly T[]): T => {
      const choice = choices[below(choices.length)];
      if (choice === undefined) throw new Error('nothing to pick from');
      return choice;
    },
    integer: () => {
      if (chance(0.4)) return BigInt(below(20)) - 5n;
      const power = 1n << BigInt(below(64));
      if (chance(0.5)) return (chance(0.5) ? power : -power) + BigInt(below(3)) - 1n;
      return (BigInt(below(2 ** 32)) << 32n) | BigInt(below(2 ** 32));
    },
  };
}
