/**
 * Needs: vcode in final order. Real registers appear in it only round calls, at the entry and at exits.
 * Gives: a real register for every virtual one that gets one, and the list of those that must be spilled.
 * Registers whose lives do not overlap share; the most used per point of life choose first; the two sides of
 * a move are put together where they can be.
 * Reports: nothing.
 */
import type { Register } from '../asm/instruction.ts';
import { invariant } from '../diagnostics/invariant.ts';
import { registerVariables } from './dead-code.ts';
import { intervals, type Intervals } from './intervals.ts';
import { extent, Occupancy, type Range } from './ranges.ts';
import { accessOf, terminatorUses } from './registers.ts';
import { asMove, firstVirtual, successors, type VFunction, type VReg } from './vcode.ts';

export interface Allocation {
  readonly registers: ReadonlyMap<VReg, Register>;
  readonly spilled: readonly VReg[];
}

/** In order of preference: those that calls spoil first, so that the others remain for what lives across. */
const allocatable: readonly Register[] = [1, 2, 3, 4, 5, 0, 6, 7, 8, 9];

/** `unspillable`: registers made to hold a spilled value for a moment. */
export function allocate(fn: VFunction, unspillable: ReadonlySet<VReg>): Allocation {
  const lives = intervals(fn, registerVariables);
  const occupied = new Map(allocatable.map((register) => [register, new Occupancy(lives.get(register) ?? [])]));
  const hints = collectHints(fn);
  const registers = new Map<VReg, Register>();
  const spilled: VReg[] = [];
  for (const register of byWeight(fn, lives, unspillable)) {
    const life = lives.get(register) ?? [];
    const choice = choose(life, occupied, hintedRegisters(hints.get(register), registers));
    if (choice === null) {
      invariant(!unspillable.has(register), `no register for v${register}, which holds a spilled value`);
      spilled.push(register);
      continue;
    }
    registers.set(register, choice);
    occupied.get(choice)?.add(life);
  }
  return { registers, spilled };
}

function choose(
  life: readonly Range[],
  occupied: ReadonlyMap<Register, Occupancy>,
  hinted: readonly Register[],
): Register | null {
  const fits = (register: Register): boolean => occupied.get(register)?.intersects(life) === false;
  return hinted.find(fits) ?? allocatable.find(fits) ?? null;
}

/** Virtual registers, the heaviest first; ties by number, so that the result is always the same. */
function byWeight(fn: VFunction, lives: Intervals, unspillable: ReadonlySet<VReg>): readonly VReg[] {
  const uses = countUses(fn);
  const weight = (register: VReg): number =>
    unspillable.has(register) ? Infinity : (uses.get(register) ?? 0) / (extent(lives.get(register) ?? []) + 8);
  const all = [...lives.keys()].filter((register) => register >= firstVirtual);
  const weights = new Map(all.map((register) => [register, weight(register)]));
  return all.sort((a, b) => {
    const [one, other] = [weights.get(a) ?? 0, weights.get(b) ?? 0];
    return one === other ? a - b : other - one;
  });
}

/** Reads and writes of each register, ten times as heavy in each loop. */
function countUses(fn: VFunction): ReadonlyMap<VReg, number> {
  const counts = new Map<VReg, number>();
  const depths = loopDepths(fn);
  fn.blocks.forEach((block, index) => {
    const weight = 10 ** Math.min(depths[index] ?? 0, 6);
    const count = (register: VReg): void => void counts.set(register, (counts.get(register) ?? 0) + weight);
    for (const line of block.lines) {
      const { uses, defs } = accessOf(line.instruction);
      uses.forEach(count);
      defs.forEach(count);
    }
    terminatorUses(block.terminator).forEach(count);
  });
  return counts;
}

/** Number of backward edges over each block: its loop depth, as blocks are in reverse postorder. */
function loopDepths(fn: VFunction): readonly number[] {
  const depths = fn.blocks.map(() => 0);
  fn.blocks.forEach((block, from) => {
    for (const to of successors(block.terminator)) {
      for (let index = to; index <= from; index += 1) depths[index] = (depths[index] ?? 0) + 1;
    }
  });
  return depths;
}

/** Registers that each one is moved from or to. */
function collectHints(fn: VFunction): ReadonlyMap<VReg, readonly VReg[]> {
  const hints = new Map<VReg, VReg[]>();
  const hint = (a: VReg, b: VReg): void => {
    const known = hints.get(a);
    if (known === undefined) hints.set(a, [b]);
    else known.push(b);
  };
  for (const block of fn.blocks) {
    for (const line of block.lines) {
      const move = asMove(line.instruction);
      if (move === null) continue;
      hint(move.dst, move.src);
      hint(move.src, move.dst);
    }
  }
  return hints;
}

function hintedRegisters(
  partners: readonly VReg[] | undefined,
  assigned: ReadonlyMap<VReg, Register>,
): readonly Register[] {
  return (partners ?? []).flatMap((partner) => {
    const register = partner < firstVirtual ? allocatable.find((each) => each === partner) : assigned.get(partner);
    return register === undefined ? [] : [register];
  });
}
