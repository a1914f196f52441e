/** Functions that ask a map: delete, has_key, find, len. */
import type * as Ast from '../../1-parse/ast.ts';
import type { MapFunctionName } from '../../builtins/builtins.ts';
import { type Checked, coerce, plain, slotOf } from '../checked.ts';
import { type Context, mapState } from '../context.ts';
import { checkKey, checkMapRead, undefinedMap } from '../expressions/map.ts';
import { elementOf } from '../rules/map-uses.ts';
import { checkStackLength, isStack } from './stack-length.ts';
import { targetOf } from '../target.ts';
import type { MapSymbol, TypedExpression } from '../typed.ts';
import { bool, formatType, int64 } from '../types.ts';

export function checkMapFunction(context: Context, name: MapFunctionName, call: Ast.Call): Checked | null {
  const [first, second, third] = call.args;
  if (first === undefined || first.kind === 'error') return null;
  if (name === 'len' && isStack(context, first)) return checkStackLength(context, call, first);
  const isElement = first.kind === 'map' && first.key !== null;
  if (first.kind !== 'map' || (isElement && (name !== 'delete' || second !== undefined))) {
    const hint = `write ${name}(@map${name === 'len' ? '' : ', key'}${name === 'find' ? ', $variable' : ''})`;
    context.report.error('bad-argument', first.span, `${name}() needs a map${isElement ? ', without a key' : ''}`, {
      hint,
    });
    return null;
  }
  if (name === 'len') return checkLength(context, call, first);
  const access = second === undefined ? first : elementOf(first, second);
  if (access.key === null && !canDeleteAll(context, call, first)) return null;
  const element = findElement(context, call, access);
  if (element === null) return null;
  if (element.map.series !== null) return ofSeries(context, name, call, access);
  switch (name) {
    case 'delete':
      return plain({ kind: 'delete', type: bool, span: call.span, ...element });
    case 'has_key':
      return plain({ kind: 'hasKey', type: bool, span: call.span, ...element });
    case 'find':
      return third === undefined ? null : checkFind(context, call, access, element, third);
  }
}

interface Element {
  readonly map: MapSymbol;
  readonly key: readonly TypedExpression[];
}

function findElement(context: Context, call: Ast.Call, access: Ast.MapAccess): Element | null {
  const state = mapState(context, access);
  if (state === null) return null;
  const symbol = state.symbol();
  if (state.keys.length === 0 && access.key !== null) return withoutKeys(context, call, access);
  const key = checkKey(context, state, access);
  if (symbol === null) return undefinedMap(context, access);
  return key === null ? null : { map: symbol, key };
}

/** There is no one element of a key; as in bpftrace, delete() finds nothing. */
function ofSeries(context: Context, name: MapFunctionName, { span }: Ast.Call, access: Ast.MapAccess): Checked | null {
  if (name === 'delete') return plain({ kind: 'integer', value: 0n, type: bool, span });
  context.report.error('bad-argument', span, `${access.name} holds tseries(), of which ${name}() finds no element`);
  return null;
}

function withoutKeys(context: Context, { callee, span }: Ast.Call, { name }: Ast.MapAccess): null {
  context.report.error('map-keys', span, `${name} has no keys, which ${callee.text}() needs`, {
    hint: callee.text === 'delete' ? `write delete(${name})` : null,
  });
  return null;
}

/** delete(@map) is for maps without keys. */
function canDeleteAll(context: Context, call: Ast.Call, access: Ast.MapAccess): boolean {
  const state = mapState(context, access);
  if (state === null || state.keys.length === 0) return state !== null;
  context.report.error('map-keys', call.span, `delete() needs the key of ${access.name} that goes`, {
    hint: `write delete(${access.name}, key), or clear(${access.name}) for all of it`,
  });
  return false;
}

function checkLength(context: Context, call: Ast.Call, access: Ast.MapAccess): Checked | null {
  const state = mapState(context, access);
  const symbol = state?.symbol() ?? null;
  if (state !== null && state.kind !== null && state.keys.length === 0) return withoutKeys(context, call, access);
  if (symbol === null) return undefinedMap(context, access);
  return plain({ kind: 'length', type: int64, span: call.span, map: symbol });
}

function checkFind(
  context: Context,
  { span }: Ast.Call,
  access: Ast.MapAccess,
  element: Element,
  variable: Ast.Expression,
): Checked | null {
  if (variable.kind !== 'variable') {
    if (variable.kind !== 'error')
      context.report.error('bad-argument', variable.span, 'find() needs a $variable for the value');
    return null;
  }
  const read = checkMapRead(context, access);
  const target = targetOf(context, variable, variable.span);
  if (read === null || target === null) return null;
  if (!target.cell.note(slotOf(read), variable.span)) {
    context.report.error(
      'type-mismatch',
      variable.span,
      `type mismatch for ${variable.name}: ${access.name} holds ${formatType(read.node.type)}`,
    );
    return null;
  }
  const resolved = target.resolve();
  if (resolved?.target.kind !== 'variable' || resolved.type.kind !== read.node.type.kind) return null;
  const value = coerce(read.node, resolved.type);
  return plain({ kind: 'find', type: bool, span, ...element, variable: resolved.target.symbol, value });
}
