/**
 * Needs: the body and predicate of each probe. Gives: what every variable, map and builtin name stands for.
 * Reports: names that stand for nothing, declarations that clash, variables that never get a value.
 */
import type * as Ast from '../1-parse/ast.ts';
import { type Builtin, builtins, findBuiltin } from '../builtins/builtins.ts';
import { taskWalkDocs } from '../builtins/task-values.ts';
import { isUnsupported } from '../builtins/unsupported.ts';
import { closest, didYouMean } from '../diagnostics/suggest.ts';
import type { Reporter } from '../diagnostics/report.ts';
import type { Span } from '../source/source.ts';
import { namedType } from '../target/named-type.ts';
import type { Enumerator, TypeTable } from '../target/types.ts';
import type { AttachPoint, BoundMap, BoundVariable, DeclaredMap } from './bound.ts';
import { Scopes, type VariableState } from './scope.ts';

/** Compile time grows with variables times blocks, and far fewer fill the 512 bytes of a program's stack. */
const maxVariables = 512;

/** Builtins that are something else for each attach point. */
const ofPrototype = /^(?:arg[0-9]+|retval)$/;
const withPrototypes: ReadonlySet<string> = new Set(['rawtracepoint', 'fentry', 'fexit']);
const ofAttachPoint: ReadonlySet<string> = new Set(['args', 'probe', 'probetype', 'usermode', 'uaddr', 'ctx']);

/** Arguments that have a value. Others are words: `monotonic`, or the type and the member that container_of() is given. */
function withValues(builtin: Builtin | null, args: readonly Ast.Expression[]): readonly Ast.Expression[] {
  if (builtin?.kind === 'value') return Object.hasOwn(taskWalkDocs, builtin.name) ? args : [];
  if (builtin?.name !== 'container_of') return args;
  return args.filter((argument, index) => index === 0 || argument.kind === 'type');
}

export class Names {
  readonly maps: BoundMap[] = [];
  readonly mapsByName = new Map<string, BoundMap>();
  readonly variableOf = new Map<Ast.Variable, BoundVariable>();
  /** Constants of the kernel's enums. */
  readonly constantOf = new Map<Ast.Identifier, Enumerator>();
  readonly builtinOf = new Map<Ast.Identifier | Ast.Call, Builtin>();
  readonly #scopes = new Scopes();
  readonly #report: Reporter;
  readonly #types: TypeTable;
  readonly #declaredMaps: ReadonlyMap<string, DeclaredMap>;
  #dependsOnAttachPoint = false;
  /** Of the probe being bound: whether what its attach points are called with has prototypes, each its own. */
  #hasPrototypes = false;
  /** Of the probe being bound. */
  #declared = 0;

  constructor(types: TypeTable, declared: ReadonlyMap<string, DeclaredMap>, report: Reporter) {
    this.#declaredMaps = declared;
    this.#types = types;
    this.#report = report;
  }

  get variables(): BoundVariable[] {
    return this.#scopes.all.map((state) => state.bound);
  }

  /** Binds one probe; whether its code depends on which attach point fired. */
  probe(probe: Ast.Probe, attachPoints: readonly AttachPoint[]): boolean {
    this.#dependsOnAttachPoint = false;
    this.#hasPrototypes = attachPoints.some(({ provider }) => withPrototypes.has(provider));
    this.#declared = 0;
    this.#scopes.enter();
    if (probe.predicate !== null) this.#expression(probe.predicate);
    this.#block(probe.body);
    this.#scopes.leave();
    return this.#dependsOnAttachPoint;
  }

  /** Warns about variables that no statement gives a value. */
  finish(): void {
    for (const { bound, assigned } of this.#scopes.all) {
      if (!assigned) this.#report.warning('never-assigned', bound.span, `${bound.name} is never assigned to`);
    }
  }

  #block(block: Ast.Block): void {
    this.#scopes.enter();
    for (const statement of block.statements) this.#statement(statement);
    this.#scopes.leave();
  }

  #statement(statement: Ast.Statement): void {
    switch (statement.kind) {
      case 'assign':
        this.#assign(statement);
        break;
      case 'compound':
        this.#expression(statement.target);
        this.#expression(statement.value);
        break;
      case 'let':
        this.#let(statement);
        break;
      case 'expression':
        this.#expression(statement.expression);
        break;
      case 'if':
        this.#expression(statement.condition);
        this.#block(statement.then);
        if (statement.else !== null) this.#block(statement.else);
        break;
      case 'while':
        this.#expression(statement.condition);
        this.#block(statement.body);
        break;
      case 'for':
        this.#for(statement);
        break;
      case 'unroll':
        this.#expression(statement.count);
        this.#block(statement.body);
        break;
      case 'block':
        this.#block(statement.block);
        break;
      case 'return':
        if (statement.value !== null) this.#expression(statement.value);
        break;
      case 'break':
      case 'continue':
      case 'error':
        break;
    }
  }

  /** The variable lives inside the loop only, and gets its values from it. */
  #for({ variable, over, body }: Ast.For): void {
    if (over.kind === 'map') this.#map(over.map);
    else {
      this.#expression(over.from);
      this.#expression(over.to);
    }
    this.#scopes.enter();
    const visible = this.#scopes.find(variable.name);
    if (visible === null) {
      const state = this.#declare(variable, null, false);
      state.assigned = true;
      this.variableOf.set(variable, state.bound);
    } else {
      this.#report.error('already-declared', variable.span, `${variable.name} is already declared`, {
        hint: 'the variable of a loop cannot hide another: use another name',
      });
      this.variableOf.set(variable, visible.bound);
    }
    this.#block(body);
    this.#scopes.leave();
  }

  #let(statement: Ast.Let): void {
    if (statement.type !== null) this.#typeOrExpression(statement.type);
    if (statement.value !== null) this.#expression(statement.value);
    const { variable } = statement;
    const visible = this.#scopes.find(variable.name);
    if (visible !== null) {
      this.#report.error('already-declared', variable.span, `${variable.name} is already declared`, {
        hint: 'a variable cannot hide another: use another name',
      });
      this.variableOf.set(variable, visible.bound);
      return;
    }
    const { span, type } = statement;
    const head = type === null ? span : { start: span.start, end: variable.span.end };
    const state = this.#declare(variable, type, true, statement.value === null ? head : variable.span);
    state.assigned = statement.value !== null;
    this.variableOf.set(variable, state.bound);
  }

  /** A variable comes to be after the value that it gets: `$x = $x` names nothing. */
  #assign({ target, value }: Ast.Assign): void {
    if (target.kind === 'map') {
      this.#map(target);
      return this.#expression(value);
    }
    this.#expression(value);
    const state = this.#scopes.find(target.name) ?? this.#declare(target, null, false);
    state.assigned = true;
    this.variableOf.set(target, state.bound);
  }

  #declare(
    variable: Ast.Variable,
    type: Ast.TypeName | null,
    byLet: boolean,
    span: Span = variable.span,
  ): VariableState {
    this.#declared += 1;
    if (this.#declared === maxVariables + 1) {
      this.#report.error(
        'too-many-variables',
        variable.span,
        `${variable.name} is variable ${this.#declared} of this probe; at most ${maxVariables} are allowed`,
        { hint: 'use a variable again, or keep the values in a map' },
      );
    }
    return this.#scopes.declare(variable.name, span, type, byLet);
  }

  #expression(expression: Ast.Expression): void {
    switch (expression.kind) {
      case 'variable':
        return this.#use(expression);
      case 'map':
        return this.#map(expression);
      case 'identifier':
        return this.#builtin(expression, expression.name, expression.span, []);
      case 'call':
        return this.#builtin(expression, expression.callee.text, expression.callee.span, expression.args);
      case 'member':
        return this.#expression(expression.object);
      case 'index':
        this.#expression(expression.object);
        return this.#expression(expression.index);
      case 'tuple':
        for (const element of expression.elements) this.#expression(element);
        return;
      case 'measure':
        return this.#typeOrExpression(expression.subject);
      case 'type':
        return this.#typeOrExpression(expression.type);
      case 'record':
        for (const { value } of expression.fields) this.#expression(value);
        return;
      case 'cast':
        this.#typeOrExpression(expression.type);
        return this.#expression(expression.operand);
      case 'unary':
      case 'comptime':
        return this.#expression(expression.operand);
      case 'increment':
        return this.#expression(expression.target);
      case 'binary':
        this.#expression(expression.left);
        return this.#expression(expression.right);
      case 'ternary':
        this.#expression(expression.condition);
        if (expression.then !== null) this.#expression(expression.then);
        return this.#expression(expression.else);
      case 'blockValue':
        this.#scopes.enter();
        for (const statement of expression.statements) this.#statement(statement);
        if (expression.value !== null) this.#expression(expression.value);
        return this.#scopes.leave();
      case 'parameterText':
        return expression.skip === null ? undefined : this.#expression(expression.skip);
      case 'parameter':
      case 'integer':
      case 'string':
      case 'boolean':
      case 'error':
        return;
    }
  }

  /** The expressions in a type, of which only the type is wanted. */
  #typeOrExpression(node: Ast.TypeName | Ast.Expression): void {
    if ('kind' in node) {
      if (node.kind !== 'identifier' || !this.#isTypeOnly(node.name)) this.#expression(node);
    } else if (node.of !== null) this.#typeOrExpression(node.of);
  }

  #isTypeOnly(name: string): boolean {
    const isValue = findBuiltin(name) !== null || this.#types.enumerator(name) !== null;
    return !isValue && namedType(this.#types, name) !== null;
  }

  #use(variable: Ast.Variable): void {
    const state = this.#scopes.find(variable.name);
    if (state === null) {
      if (this.#report.full()) return;
      const hint =
        didYouMean(closest(variable.name, this.#scopes.names())) ??
        'a variable is visible from its first assignment to the end of that block';
      this.#report.error('undeclared-variable', variable.span, `undefined or undeclared variable: ${variable.name}`, {
        hint,
      });
      return;
    }
    if (!state.assigned && state.byLet) {
      this.#report.warning('used-before-assigned', variable.span, `${variable.name} is used before it is assigned`);
      state.assigned = true;
    }
    this.variableOf.set(variable, state.bound);
  }

  /** The variable that a call gives a value. */
  #given(argument: Ast.Expression | undefined): void {
    if (argument?.kind !== 'variable') return;
    const state = this.#scopes.find(argument.name);
    if (state !== null) state.assigned = true;
    else this.#givenAway(argument);
  }

  /** The value is not wanted: nothing else sees the variable. */
  #givenAway(variable: Ast.Variable): void {
    this.#scopes.enter();
    const state = this.#declare(variable, null, false);
    state.assigned = true;
    this.variableOf.set(variable, state.bound);
    this.#scopes.leave();
  }

  #map(map: Ast.MapAccess): void {
    if (!this.mapsByName.has(map.name)) {
      const declared = this.#declaredMaps.get(map.name) ?? null;
      const bound = { id: this.maps.length, name: map.name, span: map.nameSpan, declared };
      this.maps.push(bound);
      this.mapsByName.set(map.name, bound);
    }
    for (const column of map.key ?? []) this.#expression(column);
  }

  #builtin(
    node: Ast.Identifier | Ast.Call,
    name: string,
    span: Ast.Name['span'],
    args: readonly Ast.Expression[],
  ): void {
    const builtin = findBuiltin(name);
    if (builtin?.name === 'find') this.#given(args[2]);
    for (const argument of withValues(builtin, args))
      if (argument.kind !== 'variable' || !this.variableOf.has(argument)) this.#expression(argument);
    if (builtin !== null) {
      this.builtinOf.set(node, builtin);
      if (ofAttachPoint.has(builtin.name) || (this.#hasPrototypes && ofPrototype.test(builtin.name)))
        this.#dependsOnAttachPoint = true;
      return;
    }
    const constant = node.kind === 'identifier' ? this.#types.enumerator(name) : null;
    if (constant !== null && node.kind === 'identifier') {
      this.constantOf.set(node, constant);
      return;
    }
    const written = node.kind === 'call' ? `${name}()` : name;
    if (this.#report.full()) return;
    if (isUnsupported(name)) return this.#report.error('not-supported', span, `${written} is not supported yet`);
    const what = node.kind === 'call' ? 'function' : 'builtin';
    const known = builtins.filter((one) => node.kind === 'identifier' || one.kind !== 'value').map((one) => one.name);
    const variable = this.#scopes.names().includes(`$${name}`) ? `did you mean $${name}?` : null;
    const hint =
      variable ??
      didYouMean(closest(name, known)) ??
      (this.mapsByName.has(`@${name}`) ? `did you mean @${name}?` : null) ??
      (node.kind === 'identifier' ? hintForWord(name) : null);
    this.#report.error('unknown-name', node.span, `there is no ${what} \`${written}\``, { hint });
  }
}

/** What a word may have been meant as that is nothing here. */
function hintForWord(name: string): string {
  return /^[A-Z][A-Z0-9_]+$/.test(name)
    ? `a constant of a header needs its #include, or #define ${name} … at the top of the script`
    : `variables are written $${name}, maps @${name}`;
}
