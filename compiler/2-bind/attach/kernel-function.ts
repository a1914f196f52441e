/**
 * Kernel functions by name or pattern, for kprobe, kretprobe, fentry and fexit.
 *
 * Needs: `[module:]function` as written, and the Target. Gives: the functions that can be traced.
 * Reports: nothing; who asks knows what to say.
 */
import type { KernelFunction } from '../../target/functions.ts';
import type { Target } from '../../target/target.ts';
import { matcher, matches } from './glob.ts';

/** Functions that a probe on every one of would stop or confuse the machine (inventory P3.02). */
const unsafe = new Set(['arch_cpu_idle', 'default_idle', 'bpf_dispatcher_xdp_func']);

/** Traceable functions that match, sorted within each module, `vmlinux` first. */
export function matchingFunctions(target: Target, module: string, pattern: string): readonly KernelFunction[] {
  const [isModule, isName] = [matcher(module), matcher(pattern)];
  return target.functions
    .containing(longestPiece(pattern))
    .filter((one) => isName(one.name) && isModule(one.module) && isForWildcards(one.name));
}

/** What each match contains. */
function longestPiece(pattern: string): string {
  return pattern.split('*').reduce((longest, piece) => (piece.length > longest.length ? piece : longest));
}

function isForWildcards(name: string): boolean {
  return !unsafe.has(name) && !name.startsWith('rcu_') && !name.includes('.part.');
}

/** Modules in which a function of this name can be traced. */
export function modulesOfFunction(target: Target, module: string, name: string): readonly string[] {
  return target.functions.modulesOf(name).filter((owner) => matches(module, owner));
}

/** Every traceable function's name, for did-you-mean. */
export function* functionNames(target: Target): Generator<string> {
  for (const module of target.functions.modules()) yield* target.functions.names(module);
}
