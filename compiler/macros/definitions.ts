/**
 * The macros of a script, by name; several of one name differ in their parameters.
 *
 * Needs: their definitions. Gives: the table.
 * Reports: definitions that are the same twice, parameters with the name of a builtin, statements that would leave the macro.
 */
import type { Block, Expression, Macro, Statement } from '../1-parse/ast.ts';
import { findBuiltin } from '../builtins/builtins.ts';
import type { Reporter } from '../diagnostics/report.ts';
import { walkBlock } from './rebuild.ts';

export type MacroTable = ReadonlyMap<string, readonly Macro[]>;

export function tabulate(macros: readonly Macro[], report: Reporter): MacroTable {
  const table = new Map<string, Macro[]>();
  for (const macro of macros) {
    const alike = table.get(macro.name.text) ?? [];
    const original = alike.find((other) => signature(other) === signature(macro));
    if (original !== undefined) {
      const related = [{ span: original.head, message: 'the first definition' }];
      report.error('bad-macro', macro.head, `Redefinition of macro: ${macro.name.text}`, { related });
    }
    for (const { kind, name, span } of macro.parameters)
      if (kind === 'expression' && findBuiltin(name)?.kind === 'value')
        report.error('bad-macro', span, `the builtin ${name} cannot be a parameter of a macro`);
    checkJumps(macro.body, false, report);
    table.set(macro.name.text, [...alike, macro]);
  }
  return table;
}

function signature({ parameters }: Macro): string {
  return parameters.map(({ kind }) => kind).join();
}

/** What would end the probe, or a loop around the macro's use. */
function checkJumps(block: Block, inLoop: boolean, report: Reporter): void {
  walkBlock(block, inLoop, (node, looping) => {
    if (!leaves(node, looping)) return;
    report.error('bad-macro', node.span, `'${node.kind}' statement is not allowed in a macro`, {
      hint: node.kind === 'return' ? 'its value is the expression that it ends with, without a `;`' : null,
    });
  });
}

function leaves(node: Statement | Expression, inLoop: boolean): boolean {
  return node.kind === 'return' || (!inLoop && (node.kind === 'break' || node.kind === 'continue'));
}
