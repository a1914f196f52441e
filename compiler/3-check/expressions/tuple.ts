/** `(a, b)` and `(x = a, y = b)`: values of several parts, each with the type it has alone. */
import type * as Ast from '../../1-parse/ast.ts';
import { type Checked, coerce, laid, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { joinedType } from '../slot.ts';
import type { TypedExpression } from '../typed.ts';
import { bool, formatType } from '../types.ts';

export function checkTuple(context: Context, { elements, span }: Ast.Tuple): Checked | null {
  const parts = elements.map((element) => context.expression(context, element));
  const known = parts.filter((part) => part !== null);
  if (known.length < parts.length) return null;
  const type = { kind: 'tuple', elements: known.map((part) => part.node.type) } as const;
  return whole({ kind: 'tuple', type, span, elements: known.map((part) => laid(part.node)) }, known);
}

export function checkRecord(context: Context, { fields, span }: Ast.Record): Checked | null {
  const parts = fields.map(({ value }) => context.expression(context, value));
  const twice = fields.find(({ name }, index) => fields.findIndex((other) => other.name.text === name.text) < index);
  if (twice !== undefined) {
    context.report.error('bad-operand', twice.name.span, `this record has two fields \`${twice.name.text}\``);
    return null;
  }
  const known = parts.flatMap((value, index) =>
    value === null ? [] : [{ name: fields[index]?.name.text ?? '', value }],
  );
  return known.length < parts.length ? null : recordOf(known, span);
}

export function recordOf(
  fields: readonly { readonly name: string; readonly value: Checked }[],
  span: Ast.Record['span'],
): Checked {
  const elements = fields.map(({ value }) => laid(value.node));
  const types = elements.map((element, index) => ({ name: fields[index]?.name ?? '', type: element.type }));
  const node = { kind: 'tuple', type: { kind: 'record', fields: types }, span, elements } as const;
  return whole(
    node,
    fields.map(({ value }) => value),
  );
}

function whole(node: TypedExpression, parts: readonly Checked[]): Checked {
  return { ...plain(node), nodeLocal: parts.some((part) => part.nodeLocal) };
}

/** == and != of tuples and records, in a type that holds both. Null when there is none. */
export function compareWholes(
  operator: '==' | '!=',
  left: Checked,
  right: Checked,
  span: Ast.Binary['span'],
): Checked | null {
  const type = joinedType(left.node.type, right.node.type);
  if (type === null) return null;
  const [one, other] = [coerce(left.node, type), coerce(right.node, type)];
  return plain({ kind: 'contentComparison', operator, type: bool, span, left: one, right: other });
}

/** `.0`, `.name`, `[0]` of a tuple or record; null when it has no such part, which is then reported. */
export function checkElement(
  context: Context,
  object: Checked,
  name: Ast.Name,
  span: Ast.Member['span'],
): Checked | null {
  const { type } = object.node;
  const fields = type.kind === 'record' ? type.fields : [];
  const elements = type.kind === 'tuple' ? type.elements : fields.map((field) => field.type);
  const index = type.kind === 'record' ? fields.findIndex((field) => field.name === name.text) : Number(name.text);
  const element = elements[index];
  if (element !== undefined) {
    const node = object.node.kind === 'tuple' ? object.node.elements[index] : undefined;
    if (node !== undefined && isConstant(object.node))
      return { ...plain({ ...node, span }), nodeLocal: object.nodeLocal };
    return {
      ...plain({ kind: 'element', type: element, span, object: object.node, index }),
      nodeLocal: object.nodeLocal,
    };
  }
  const parts = type.kind === 'record' ? fields.map((field) => `.${field.name}`) : elements.map((_, at) => `.${at}`);
  const hint = parts.length === 0 ? null : `it has ${parts.join(', ')}`;
  context.report.error('unknown-field', name.span, `${formatType(type)} has no part \`${name.text}\``, { hint });
  return null;
}

/** Whether taking one element and leaving the others out changes nothing. */
function isConstant(node: TypedExpression): boolean {
  if (node.kind === 'tuple') return node.elements.every(isConstant);
  return node.kind === 'integer' || node.kind === 'string';
}
