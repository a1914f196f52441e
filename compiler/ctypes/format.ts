/**
 * C types as C text.
 *
 * Needs: a type. Gives: a declaration (`char comm[16]`, `int (*)(void *)`), or the definition of a struct, union or enum on
 * several lines. Reports: nothing.
 */
import type { CompoundType, CType, EnumType, FunctionType, Member, QualifiedType } from './ctype.ts';

/** As in a cast, or with `declarator` as in a declaration. */
export function formatCType(type: CType, declarator = ''): string {
  switch (type.kind) {
    case 'void':
      return join('void', declarator);
    case 'int':
    case 'float':
    case 'typedef':
      return join(type.name, declarator);
    case 'struct':
    case 'union':
    case 'enum':
      return join(type.name === '' ? `${type.kind} (anonymous)` : `${type.kind} ${type.name}`, declarator);
    case 'forward':
      return join(`${type.of} ${type.name}`, declarator);
    case 'pointer':
      return formatCType(type.to, needsParentheses(type.to) ? `(*${declarator})` : `*${declarator}`);
    case 'array':
      return formatCType(type.element, `${declarator}[${type.length}]`);
    case 'function':
      return formatCType(type.returns, `${declarator}(${formatParameters(type)})`);
    case 'qualified':
      return formatQualified(type, declarator);
  }
}

function formatQualified(type: QualifiedType, declarator: string): string {
  // Tags are no C: a reader knows them as __user and the like, and a script never writes them.
  if (typeof type.qualifier === 'object') return formatCType(type.type, declarator);
  // A qualifier of a pointer stands behind the star, of anything else in front.
  return type.type.kind === 'pointer'
    ? formatCType(type.type, join(type.qualifier, declarator))
    : `${type.qualifier} ${formatCType(type.type, declarator)}`;
}

function needsParentheses(type: CType): boolean {
  return type.kind === 'array' || type.kind === 'function';
}

export function formatParameters(type: FunctionType): string {
  const parameters = type.parameters.map((each) => formatCType(each.type, each.name));
  if (type.variadic) parameters.push('...');
  return parameters.length === 0 ? 'void' : parameters.join(', ');
}

function join(left: string, right: string): string {
  return right === '' || right.startsWith('[') ? `${left}${right}` : `${left} ${right}`;
}

/** `struct x { … }` as one would write it in a header, without the semicolon behind. */
export function formatDefinition(type: CompoundType | EnumType, indent = ''): string {
  const head = type.name === '' ? type.kind : `${type.kind} ${type.name}`;
  const lines =
    type.kind === 'enum'
      ? type.values.map((each) => `${indent}\t${each.name} = ${each.value},`)
      : type.members.map((each) => `${indent}\t${formatMember(each, `${indent}\t`)};`);
  return lines.length === 0 ? `${head} {}` : `${head} {\n${lines.join('\n')}\n${indent}}`;
}

function formatMember(member: Member, indent: string): string {
  const name = member.bits === null ? member.name : `${member.name}: ${member.bits}`;
  const inner = innermost(member.type);
  const anonymous = (inner.kind === 'struct' || inner.kind === 'union' || inner.kind === 'enum') && inner.name === '';
  const text = formatCType(member.type, name);
  return anonymous ? text.replace(`${inner.kind} (anonymous)`, () => formatDefinition(inner, indent)) : text;
}

/** The type that stands leftmost in the declaration. */
function innermost(type: CType): CType {
  switch (type.kind) {
    case 'pointer':
      return innermost(type.to);
    case 'array':
      return innermost(type.element);
    case 'qualified':
      return innermost(type.type);
    case 'function':
      return innermost(type.returns);
    default:
      return type;
  }
}
