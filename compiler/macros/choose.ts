/**
 * Which macro of a name a use means.
 *
 * Needs: the macros of that name, and what they are given. Gives: the one whose parameters fit best.
 * Reports: nothing; what keeps the closest one from fitting is part of the answer.
 */
import type { Expression, Macro, MacroParameter } from '../1-parse/ast.ts';
import type { Related } from '../diagnostics/diagnostic.ts';

export type Choice =
  | { readonly ok: true; readonly macro: Macro }
  | { readonly ok: false; readonly closest: Macro; readonly related: readonly Related[] };

export function choose(name: string, macros: readonly Macro[], args: readonly Expression[]): Choice | null {
  const fitting = macros
    .map((macro) => ({ macro, distance: distanceOf(macro, args) }))
    .filter((one) => one.distance !== null)
    .toSorted((a, b) => (a.distance ?? 0) - (b.distance ?? 0));
  const [best] = fitting;
  if (best !== undefined) return { ok: true, macro: best.macro };
  const closest = macros.find((macro) => macro.parameters.length === args.length) ?? macros.at(-1);
  return closest === undefined ? null : { ok: false, closest, related: whyNot(name, closest, args) };
}

/** How many variables and maps are taken as mere expressions; null where something does not fit. */
function distanceOf({ parameters }: Macro, args: readonly Expression[]): number | null {
  if (parameters.length !== args.length) return null;
  let distance = 0;
  for (const [index, parameter] of parameters.entries()) {
    const kind = kindOf(args[index]);
    if (parameter.kind !== 'expression' && parameter.kind !== kind) return null;
    if (parameter.kind !== kind) distance += 1;
  }
  return distance;
}

function kindOf(argument: Expression | undefined): MacroParameter['kind'] {
  if (argument?.kind === 'variable') return 'variable';
  return argument?.kind === 'map' && argument.key === null ? 'map' : 'expression';
}

function whyNot(name: string, { parameters, head }: Macro, args: readonly Expression[]): Related[] {
  if (parameters.length !== args.length) {
    const message = `the closest definition of ${name}() takes ${parameters.length} arguments, not ${args.length}`;
    return [{ span: head, message }];
  }
  return parameters.flatMap((parameter, index) => {
    const argument = args[index];
    const kind = kindOf(argument);
    if (argument === undefined || parameter.kind === 'expression' || parameter.kind === kind) return [];
    const given = kind === 'expression' ? 'an expression' : `a ${kind}`;
    const message = `${name}() takes a ${parameter.kind} for ${parameter.name}, and this is ${given}`;
    return [
      { span: argument.span, message },
      { span: parameter.span, message: 'the parameter in the closest definition' },
    ];
  });
}
