/** What can be assigned to: a variable, or an element of a map that holds plain values. */
import type * as Ast from '../1-parse/ast.ts';
import type { Span } from '../source/source.ts';
import { type Context, mapState, place } from './context.ts';
import type { Cell, MapState } from './environment.ts';
import { checkKey } from './expressions/map.ts';
import { isOpenString, resolveType } from './written-type.ts';
import type { AssignTarget, Type } from './typed.ts';

export interface Target {
  readonly name: string;
  /** Where the values that come to it are collected. */
  readonly cell: Cell;
  /** The target with its type as known now; ask after the value has been noted. Null when there is an error in it. */
  readonly resolve: () => { readonly target: AssignTarget; readonly type: Type } | null;
}

/** Null when it cannot be assigned to, which is then reported. */
/** `span`: of what changes it. */
export function targetOf(context: Context, node: Ast.AssignTarget, span: Span): Target | null {
  return node.kind === 'variable' ? variableTarget(context, node) : mapTarget(context, node, span);
}

export function variableCell(context: Context, node: Ast.Variable): Cell | null {
  const variable = context.bound.variableOf.get(node);
  if (variable === undefined) return null;
  const { declaredType } = variable;
  const type = declaredType === null ? null : resolveType(context, declaredType);
  // A type that is not known yet, or wrong.
  if (declaredType !== null && type === null) return null;
  return context.variables.cell(variable, type, declaredType !== null && isOpenString(declaredType));
}

function variableTarget(context: Context, node: Ast.Variable): Target | null {
  const variable = context.bound.variableOf.get(node);
  const cell = variableCell(context, node);
  if (variable === undefined || cell === null) return null;
  const resolve = (): ReturnType<Target['resolve']> => {
    const slot = cell.read();
    if (slot === null) return null;
    return {
      target: { kind: 'variable', symbol: context.variables.symbol(variable, slot, context.nextVariableId) },
      type: slot.type,
    };
  };
  return { name: node.name, cell, resolve };
}

function mapTarget(context: Context, node: Ast.MapAccess, span: Span): Target | null {
  const map = mapState(context, node);
  if (map === null) return null;
  const key = checkKey(context, map, node);
  if (!setKind(context, map, 'scalar', node, span)) return null;
  const resolve = (): ReturnType<Target['resolve']> => {
    const symbol = map.symbol();
    if (key === null || symbol === null || symbol.value.kind !== 'scalar') return null;
    return { target: { kind: 'map', map: symbol, key }, type: symbol.value.type };
  };
  return { name: node.name, cell: map.value, resolve };
}

/** Decides what a map holds, or reports that it holds something else already. */
export function setKind(
  context: Context,
  map: MapState,
  kind: NonNullable<MapState['kind']>,
  node: Ast.MapAccess,
  span: Span,
): boolean {
  if (map.kind === null) {
    map.kind = kind;
    map.kindSpan = node.span;
  }
  if (map.kind === kind) return true;
  const first = map.kindSpan === null ? '' : ` at ${place(context, map.kindSpan)}`;
  const message = `type mismatch for ${node.name}: it holds ${describe(kind)} here, and ${describe(map.kind)}${first}`;
  context.report.error('type-mismatch', span, message, { hint: 'use two maps' });
  return false;
}

function describe(kind: NonNullable<MapState['kind']>): string {
  return kind === 'scalar' ? 'a plain value' : `${kind}()`;
}
