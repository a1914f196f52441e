/** The replacement itself: one object for a script, which counts what it makes. */
import type * as Ast from '../1-parse/ast.ts';
import { findBuiltin } from '../builtins/builtins.ts';
import type { Reporter } from '../diagnostics/report.ts';
import type { Span } from '../source/source.ts';
import { choose } from './choose.ts';
import type { MacroTable } from './definitions.ts';
import { type Rebuilder, rebuildExpression, rebuildStatement, walkBlock } from './rebuild.ts';

/** Nodes of all uses: `f(a) { a + a }` doubles what it is given, and can be given itself. */
const maxNodes = 100_000;
/** Trees in trees. Later phases recurse over them. */
const maxDepth = 400;

/** One use of a macro while its body is copied. */
interface Use {
  readonly macro: Ast.Macro;
  readonly span: Span;
  /** By the parameter's name: what stands for it. */
  readonly given: ReadonlyMap<string, Ast.Expression>;
  /** Variables of its own, with the names that they have there. */
  readonly locals: ReadonlyMap<string, string>;
  /** The use in whose macro this one stands. */
  readonly around: Use | null;
}

export class Expander {
  readonly origins = new Map<Span, Span>();
  readonly #macros: MacroTable;
  readonly #report: Reporter;
  /** How often each macro was used. */
  readonly #uses = new Map<Ast.Macro, number>();
  #nodes = 0;
  #depth = 0;

  constructor(macros: MacroTable, report: Reporter) {
    this.#macros = macros;
    this.#report = report;
  }

  /** For what stands in no macro. */
  outside(): Rebuilder {
    return this.#rebuilder(null);
  }

  #rebuilder(use: Use | null): Rebuilder {
    const to: Rebuilder = {
      expression: (node) => this.#deeper(node, () => this.#expression(node, use, to)),
      statement: (node) => {
        this.#count(node.span);
        return rebuildStatement(node, to);
      },
      variable: (node) => this.#variable(node, use, to),
      map: (node) => this.#map(node, use, to),
      type: (type) => typeIn(type, use, to),
      span: (span) => this.#span(span, use),
    };
    return to;
  }

  #expression(node: Ast.Expression, use: Use | null, to: Rebuilder): Ast.Expression {
    if (node.kind === 'identifier') {
      const given = use?.given.get(node.name);
      if (given !== undefined) return copied(given, this.#copier());
      return this.#used(node, node.name, [], use) ?? rebuildExpression(node, to);
    }
    if (node.kind === 'call') {
      const macro = this.#used(node, node.callee.text, node.args, use);
      return (
        macro ?? {
          ...node,
          span: to.span(node.span),
          callee: { ...node.callee, span: to.span(node.callee.span) },
          args: node.args.map(to.expression),
        }
      );
    }
    if (node.kind === 'measure' && 'kind' in node.subject && node.subject.kind === 'identifier') {
      const type = typeGiven(node.subject.name, use);
      if (type !== null) return { ...node, span: to.span(node.span), subject: type };
    }
    return rebuildExpression(node, to);
  }

  /** A copy of what a macro is given, once for each place where it stands. */
  #copier(): Rebuilder {
    const to: Rebuilder = {
      expression: (node) => this.#deeper(node, () => rebuildExpression(node, to)),
      statement: (node) => {
        this.#count(node.span);
        return rebuildStatement(node, to);
      },
      variable: (node) => ({ ...node }),
      map: (node) => ({ ...node, key: node.key?.map(to.expression) ?? null }),
      type: (type) =>
        type.of === null ? type : { ...type, of: 'kind' in type.of ? to.expression(type.of) : to.type(type.of) },
      span: (span) => span,
    };
    return to;
  }

  /** The use of a macro as a block; null where the name is no macro's. */
  #used(
    node: Ast.Expression,
    name: string,
    args: readonly Ast.Expression[],
    around: Use | null,
  ): Ast.Expression | null {
    const macros = this.#macros.get(name);
    const choice = macros === undefined ? null : choose(name, macros, args);
    if (choice === null) return null;
    const span = this.#span(node.span, around);
    if (!choice.ok) {
      if (findBuiltin(name) !== null) return null;
      this.#report.error('bad-macro-use', span, `${name}() has no definition for these arguments`, {
        related: choice.related.map((one) => ({ ...one, span: one.span })),
      });
      return { kind: 'error', span };
    }
    const chain = [choice.macro, ...enclosing(around)];
    if (chain.slice(1).includes(choice.macro)) {
      const names = chain.toReversed().map((macro) => macro.name.text);
      this.#report.error('bad-macro-use', span, `Recursive macro call detected. Call chain: ${names.join(' > ')}`);
      return { kind: 'error', span };
    }
    const to = this.#rebuilder(around);
    const given = new Map<string, Ast.Expression>();
    choice.macro.parameters.forEach(({ name: parameter, kind }, index) => {
      const argument = args[index];
      if (argument !== undefined) given.set(parameter, argumentOf(to.expression(argument), kind));
    });
    return this.#body({ macro: choice.macro, span, given, locals: this.#localsOf(choice.macro), around });
  }

  #body(use: Use): Ast.Expression {
    const to = this.#rebuilder(use);
    const { statements, value } = use.macro.value;
    const expanded = statements.map(to.statement);
    const result = value === null ? null : to.expression(value);
    const isLiteral = result?.kind === 'integer' || result?.kind === 'string' || result?.kind === 'boolean';
    if (isLiteral && expanded.length === 0) return { ...result, span: use.span };
    return { kind: 'blockValue', span: use.span, statements: expanded, value: result };
  }

  /** What the macro assigns to is its own, wherever it is used; what it only reads is not. */
  #localsOf(macro: Ast.Macro): ReadonlyMap<string, string> {
    const times = (this.#uses.get(macro) ?? 0) + 1;
    this.#uses.set(macro, times);
    const locals = new Map<string, string>();
    const add = (variable: Ast.AssignTarget): void => {
      if (variable.kind === 'variable' && !macro.parameters.some(({ name }) => name === variable.name))
        locals.set(variable.name, `$$${macro.name.text}_${variable.name}${times === 1 ? '' : times}`);
    };
    walkBlock(macro.body, false, (node) => {
      if (node.kind === 'let' || node.kind === 'for') add(node.variable);
      if (node.kind === 'assign') add(node.target);
    });
    return locals;
  }

  #variable(node: Ast.Variable, use: Use | null, to: Rebuilder): Ast.Variable {
    const given = use?.given.get(node.name);
    const name = given?.kind === 'variable' ? given.name : (use?.locals.get(node.name) ?? node.name);
    return { ...node, name, span: to.span(node.span) };
  }

  #map(node: Ast.MapAccess, use: Use | null, to: Rebuilder): Ast.MapAccess {
    const nameSpan = to.span(node.nameSpan);
    const key = node.key?.map(to.expression) ?? null;
    const given = use?.given.get(node.name);
    if (use !== null && given?.kind !== 'map')
      this.#report.error('macro-map', nameSpan, `Unhygienic access to map: ${node.name}`, {
        hint: `hand it in: macro ${use.macro.name.text}(${node.name})`,
      });
    return { ...node, name: given?.kind === 'map' ? given.name : node.name, nameSpan, key, span: to.span(node.span) };
  }

  #span(span: Span, use: Use | null): Span {
    if (use === null) return span;
    const own = { ...span };
    this.origins.set(own, use.span);
    return own;
  }

  #deeper(node: Ast.Expression, body: () => Ast.Expression): Ast.Expression {
    if (!this.#count(node.span)) return { kind: 'error', span: node.span };
    this.#depth += 1;
    const tooDeep = this.#depth > maxDepth;
    if (tooDeep)
      this.#report.error('nested-too-deeply', node.span, `macros are nested more than ${maxDepth} levels deep`);
    const result: Ast.Expression = tooDeep ? { kind: 'error', span: node.span } : body();
    this.#depth -= 1;
    return result;
  }

  #count(span: Span): boolean {
    this.#nodes += 1;
    if (this.#nodes <= maxNodes) return true;
    if (this.#nodes === maxNodes + 1)
      this.#report.error('script-too-long', span, `the script's macros become more than ${maxNodes} operations`);
    return false;
  }
}

/** The macros in which a use stands, innermost first. */
function enclosing(use: Use | null): Ast.Macro[] {
  return use === null ? [] : [use.macro, ...enclosing(use.around)];
}

function copied(given: Ast.Expression, to: Rebuilder): Ast.Expression {
  return to.expression(given);
}

/** A variable or map that is taken as an expression can be looked at and not be changed: it is the value of a block. */
function argumentOf(argument: Ast.Expression, kind: Ast.MacroParameter['kind']): Ast.Expression {
  const changeable = argument.kind === 'variable' || (argument.kind === 'map' && argument.key === null);
  if (kind !== 'expression' || !changeable) return argument;
  return { kind: 'blockValue', span: argument.span, statements: [], value: argument };
}

/** The type that a parameter stands for, where it was given one. */
function typeGiven(name: string, use: Use | null): Ast.TypeName | null {
  const given = use?.given.get(name);
  return given?.kind === 'type' ? given.type : null;
}

/** A type as written, in which the name, or the tag of a struct, may be a parameter. */
function typeIn(type: Ast.TypeName, use: Use | null, to: Rebuilder): Ast.TypeName {
  const span = to.span(type.span);
  if (type.of !== null) {
    const of = 'kind' in type.of ? to.expression(type.of) : to.type(type.of);
    return { ...type, span, of: 'kind' in of && of.kind === 'type' ? of.type : of };
  }
  const [, tag = '', name = type.name] = /^(?<tag>struct |union |enum )(?<name>.*)$/.exec(type.name) ?? [];
  const given = use?.given.get(name);
  if (given?.kind === 'type') return { ...type, span, of: given.type };
  return { ...type, span, name: given?.kind === 'identifier' ? `${tag}${given.name}` : type.name };
}
