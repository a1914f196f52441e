/**
 * The C at the top of a script: definitions of types and macros.
 *
 * Needs: a script, and the Target's types and headers. Gives: where the C ends, what is declared, and the types that the script
 * sees: its own before the kernel's. Reports: what is wrong in it; a type of the kernel that the script defines anew.
 */
import type { PhaseResult } from '../diagnostics/diagnostic.ts';
import { reporter } from '../diagnostics/report.ts';
import type { Source } from '../source/source.ts';
import { architectureOf } from '../target/arch/known.ts';
import type { Target } from '../target/target.ts';
import type { TypeTable } from '../target/types.ts';
import { characterOf } from './constant.ts';
import type { Declarations } from './declarations.ts';
import { preambleEnd } from './extent.ts';
import { Macros } from './macros.ts';
import { overlaid } from './overlay.ts';
import { parseDeclarations } from './parse-c.ts';
import { preprocess } from './preprocess.ts';
import type { CToken } from './token.ts';

export interface Preamble {
  /** Where the script's probes may begin. */
  readonly end: number;
  readonly declarations: Declarations;
  readonly types: TypeTable;
  readonly macros: MacroTable;
}

/** What stands for an expression: the text of an object-like macro with all macros in it expanded; null for other names. */
export interface MacroTable {
  textOf(name: string): string | null;
  /** Of the script itself, sorted. */
  names(): readonly string[];
}

export function readPreamble(source: Source, target: Target): PhaseResult<Preamble> {
  const end = preambleEnd(source.text);
  if (end === 0) return { output: withoutC(target), diagnostics: [] };
  const report = reporter();
  const hasBtf = target.types.modules().length > 0;
  const predefined = [
    '_LINUX_TYPES_H',
    '__linux__',
    ...(hasBtf ? ['BPFTRACE_HAVE_BTF'] : []),
    architectureOf(target).macro,
  ];
  const { tokens, macros } = preprocess(source.text, end, { predefined, headers: target.headers, hasBtf, report });
  const declarations = parseDeclarations(tokens, { start: end, end }, target, report);
  for (const [name, { span, isForeign }] of [...declarations.compounds, ...declarations.enums]) {
    const [kind, tag] = splitName(name);
    if (isForeign || target.types.find(kind, tag) === null) continue;
    report.warning('type-overridden', span, `the script's ${kind} ${tag} takes the place of the kernel's own`);
  }
  const types = overlaid(target.types, declarations);
  return {
    output: { end, declarations, types, macros: macroTable(macros) },
    diagnostics: report.diagnostics,
  };
}

function splitName(name: string): readonly ['struct' | 'union' | 'enum', string] {
  if (name.startsWith('struct ')) return ['struct', name.slice('struct '.length)];
  return name.startsWith('union ') ? ['union', name.slice('union '.length)] : ['enum', name];
}

const nothing: Declarations = {
  compounds: new Map(),
  enums: new Map(),
  typedefs: new Map(),
  enumerators: new Map(),
};

function withoutC({ types }: Pick<Target, 'types'>): Preamble {
  return {
    end: 0,
    declarations: nothing,
    types,
    macros: macroTable(new Macros()),
  };
}

function macroTable(macros: Macros): MacroTable {
  return {
    names: () =>
      macros
        .own()
        .map(({ name }) => name)
        .toSorted(),
    textOf: (name) => {
      const macro = macros.get(name);
      if (macro === null || macro.parameters !== null || macro.body.length === 0) return null;
      return macros
        .expand(macro.body, new Set([name]))
        .map(scriptText)
        .join(' ');
    },
  };
}

/** Scripts write suffixes of numbers small, and have no characters. */
function scriptText({ kind, text }: CToken): string {
  if (kind === 'number')
    return text.replace(/(?<=[0-9a-fA-F])[uUlL]+$/, (suffix) => suffix.toLowerCase().replace('lu', 'ul'));
  return kind === 'character' ? String(characterOf(text) ?? text) : text;
}
