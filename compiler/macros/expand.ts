/**
 * Macros: each use is replaced by a block that has its value.
 *
 * Needs: a syntax tree. Gives: the tree without macros, and of the code that came from one, where it was used.
 * Reports: uses that fit no macro, macros that use themselves, maps that were not handed in.
 */
import type { Expression, Probe, Program } from '../1-parse/ast.ts';
import type { PhaseResult } from '../diagnostics/diagnostic.ts';
import { reporter } from '../diagnostics/report.ts';
import type { Span } from '../source/source.ts';
import { tabulate } from './definitions.ts';
import { Expander } from './expander.ts';
import { rebuildBlock } from './rebuild.ts';

export interface Expanded {
  readonly program: Program;
  /** By the span of a node, which is an object of its own: the use that brought it there. */
  readonly origins: ReadonlyMap<Span, Span>;
}

export function expand(program: Program): PhaseResult<Expanded> {
  if (program.macros.length === 0) return { output: { program, origins: new Map() }, diagnostics: [] };
  const report = reporter();
  const expander = new Expander(tabulate(program.macros, report), report);
  const probes = program.probes.map((probe): Probe => {
    const to = expander.outside();
    const predicate: Expression | null = probe.predicate === null ? null : to.expression(probe.predicate);
    return { ...probe, predicate, body: rebuildBlock(probe.body, to) };
  });
  return { output: { program: { ...program, probes }, origins: expander.origins }, diagnostics: report.diagnostics };
}
