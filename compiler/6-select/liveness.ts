/** Which variables (registers, or spilled objects) are needed later, at the ends of every block. */
import { successors, type VBlock, type VFunction, type VLine, type VTerminator } from './vcode.ts';
import type { Access } from './registers.ts';

/** What to follow: the variables that lines and terminators use and define. */
export interface Variables {
  readonly ofLine: (line: VLine) => Access;
  readonly ofTerminator: (terminator: VTerminator) => readonly number[];
}

export interface Liveness {
  /** By block: live where it begins, and where it ends. */
  readonly ins: readonly ReadonlySet<number>[];
  readonly outs: readonly ReadonlySet<number>[];
}

/** Backward data flow to a fixed point. */
export function liveness(fn: VFunction, variables: Variables): Liveness {
  const summaries = fn.blocks.map((block) => summarise(block, variables));
  const ins = summaries.map((summary) => new Set(summary.exposed));
  const outs = fn.blocks.map(() => new Set<number>());
  for (let changed = true; changed; ) {
    changed = false;
    for (let index = fn.blocks.length - 1; index >= 0; index -= 1) {
      const [block, live, out] = [fn.blocks[index], ins[index], outs[index]];
      if (block === undefined || live === undefined || out === undefined) continue;
      const before = out.size;
      for (const next of successors(block.terminator)) for (const variable of ins[next] ?? []) out.add(variable);
      if (out.size === before) continue;
      changed = true;
      for (const variable of out) if (!summaries[index]?.defined.has(variable)) live.add(variable);
    }
  }
  return { ins, outs };
}

/** Variables read before any definition, and variables defined. */
function summarise(
  block: VBlock,
  variables: Variables,
): { readonly exposed: Set<number>; readonly defined: Set<number> } {
  const exposed = new Set<number>();
  const defined = new Set<number>();
  const use = (all: readonly number[]): void => {
    for (const variable of all) if (!defined.has(variable)) exposed.add(variable);
  };
  for (const line of block.lines) {
    const { uses, defs } = variables.ofLine(line);
    use(uses);
    for (const variable of defs) defined.add(variable);
  }
  use(variables.ofTerminator(block.terminator));
  return { exposed, defined };
}
