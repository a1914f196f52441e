/** `args.NAME` where the probe's arguments have prototypes in BTF: rawtracepoint, fentry, fexit. */
import type * as Ast from '../../1-parse/ast.ts';
import type { AttachPoint } from '../../2-bind/bound.ts';
import type { ArgumentName } from '../../builtins/builtins.ts';
import { formatCType } from '../../ctypes/format.ts';
import type { CType } from '../../ctypes/ctype.ts';
import { hasTag, resolve } from '../../ctypes/query.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import {
  functionPrototype,
  type PlacedParameter,
  type Prototype,
  rawTracepointPrototype,
} from '../../target/prototypes.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import type { Type } from '../typed.ts';
import { bool, uint64 } from '../types.ts';

export function checkParameter(
  context: Context,
  point: AttachPoint,
  member: Ast.Name,
  span: Ast.Member['span'],
): Checked | null {
  const prototype = knownPrototype(context, point, span);
  if (prototype === null) return null;
  const parameter = prototype.parameters.find((each) => each.name === member.text);
  if (parameter !== undefined) return checkSlot(context, point, parameter, `args.${member.text}`, span);
  const names = prototype.parameters.map(({ name }) => name).filter((name) => name !== '');
  const all = names.length === 0 ? 'it has none' : `its arguments are ${names.join(', ')}`;
  context.report.error('unknown-field', member.span, `${point.text} has no argument \`${member.text}\``, {
    hint: didYouMean(closest(member.text, names)) ?? all,
    cause: 'FieldMissing',
  });
  return null;
}

/** Those that are values of the language; null where there are none at all, which is then reported. */
export function parameterNames(context: Context, point: AttachPoint, span: Ast.Expression['span']): string[] | null {
  const parameters = knownPrototype(context, point, span)?.parameters ?? null;
  if (parameters === null) return null;
  return parameters.filter(({ name, type }) => name !== '' && slotType(type) !== null).map(({ name }) => name);
}

function knownPrototype(context: Context, point: AttachPoint, span: Ast.Expression['span']): Prototype | null {
  const prototype = prototypeOf(context, point);
  if (prototype !== null) return prototype;
  const message = `\`args\` exists in tracepoints, raw tracepoints, fentry and fexit only, not in ${point.text}`;
  const hint = point.provider === 'kprobe' ? 'write arg0, arg1, …, or use fentry, which has them by name' : null;
  context.report.error('args-unavailable', { start: span.start, end: span.start + 'args'.length }, message, { hint });
  return null;
}

/** Null for attach points without one. */
function prototypeOf({ target }: Context, point: AttachPoint): Prototype | null {
  switch (point.provider) {
    case 'rawtracepoint':
      return rawTracepointPrototype(target.types, point.module, point.name);
    case 'fentry':
    case 'fexit':
      return functionPrototype(target.types, point.module, point.name);
    default:
      return null;
  }
}

/** `arg0`, `arg1` …: 64 bits, whatever the type. */
export function checkNumbered(
  context: Context,
  point: AttachPoint,
  name: ArgumentName,
  span: Ast.Expression['span'],
): Checked | null {
  const parameters = prototypeOf(context, point)?.parameters ?? [];
  const parameter = parameters[Number(name.slice('arg'.length))];
  if (parameter === undefined) {
    const message = `${point.text} has ${parameters.length === 0 ? 'no arguments' : `arguments up to arg${parameters.length - 1}`}`;
    context.report.error('unknown-field', span, message, { cause: 'FieldMissing' });
    return null;
  }
  const typed = resolve(parameter.type).kind === 'pointer';
  const value = plain({ kind: 'argument', name, slot: parameter.slot, typed, type: uint64, span });
  return { ...value, nodeLocal: typed || isPid(parameter.type) };
}

/** `retval` of fexit. */
export function checkResult(context: Context, point: AttachPoint, span: Ast.Expression['span']): Checked | null {
  const prototype = prototypeOf(context, point);
  if (prototype === null) return null;
  const { returns: type, returnSlot: slot } = prototype;
  if (resolve(type).kind !== 'void') return checkSlot(context, point, { type, slot }, 'retval', span);
  context.report.error('builtin-unavailable', span, `${point.text} returns nothing`);
  return null;
}

function checkSlot(
  context: Context,
  point: AttachPoint,
  { type: declared, slot }: Pick<PlacedParameter, 'type' | 'slot'>,
  name: string,
  span: Ast.Expression['span'],
): Checked | null {
  const type = slotType(declared);
  if (type === null) {
    const message = `\`${name}\` of type \`${formatCType(declared)}\` is not supported yet (${point.text})`;
    context.report.error('not-supported', span, message);
    return null;
  }
  const typed = type.kind === 'pointer';
  return { ...plain({ kind: 'argument', name, slot, typed, type, span }), nodeLocal: typed || isPid(declared) };
}

/** What fits a register; null for structs and unions by value, and for floats. */
function slotType(declared: CType): Type | null {
  const plainType = resolve(declared);
  switch (plainType.kind) {
    case 'int':
      if (plainType.use === 'bool') return bool;
      return intType(plainType.bytes, plainType.signed);
    case 'enum':
      return intType(plainType.bytes, plainType.signed);
    case 'pointer': {
      const space = hasTag(plainType.to, 'user') ? 'user' : 'kernel';
      return { kind: 'pointer', pointee: plainType.to, space };
    }
    default:
      return null;
  }
}

function intType(bytes: number, signed: boolean): Type | null {
  return bytes === 1 || bytes === 2 || bytes === 4 || bytes === 8 ? { kind: 'int', size: bytes, signed } : null;
}

/** Process ids mean something on their node only. */
function isPid(declared: CType): boolean {
  return declared.kind === 'typedef' && declared.name === 'pid_t';
}
