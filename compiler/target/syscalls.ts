/** System calls by number. Numbers are ABI and never change. */
import { architectureOf } from './arch/known.ts';
import type { Target } from './target.ts';

/** Names by number. */
export function syscallNames(arch: Target['arch']): ReadonlyMap<number, string> {
  return new Map(
    architectureOf({ arch }).syscalls.runs.flatMap(([first, words]) =>
      words.split(' ').map((word, index): [number, string] => [first + index, word]),
    ),
  );
}

/** Numbers by the name in `syscalls:sys_enter_NAME`. */
export function tracepointNumbers(arch: Target['arch']): ReadonlyMap<string, number> {
  const { functions } = architectureOf({ arch }).syscalls;
  return new Map([...syscallNames(arch)].map(([number, name]) => [functions.get(name) ?? name, number]));
}
