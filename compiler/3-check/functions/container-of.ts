/** container_of(pointer, type, member): from the address of a member to the struct that it is a member of. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Checked } from '../checked.ts';
import type { Context } from '../context.ts';
import { resolveType } from '../written-type.ts';

export function checkContainerOf(context: Context, call: Ast.Call): Checked | null {
  const [pointer, type, member] = call.args;
  const subject = type === undefined ? null : typeMeant(context, type);
  const path = member === undefined ? null : pathMeant(member);
  if (pointer === undefined || type === undefined || subject === null || path === null) {
    const span = subject === null ? type?.span : member?.span;
    context.report.error(
      'bad-argument',
      span ?? call.span,
      'container_of() needs a type, and a member of it by its name',
      {
        hint: 'write container_of($pointer, task_struct, member) or container_of($pointer, typeof(struct task_struct), member)',
      },
    );
    return null;
  }
  if (resolveType(context, subject) === null) return null;
  return context.expression(context, asWritten(call.span, pointer, subject, path));
}

/** `(type *)((void *)pointer - offsetof(type, member))`. */
function asWritten(
  span: Ast.Expression['span'],
  pointer: Ast.Expression,
  subject: Ast.TypeName,
  path: readonly Ast.Name[],
): Ast.Expression {
  const star = { kind: 'pointer' } as const;
  const inside = { start: span.start, end: span.end - 1 };
  const bytes: Ast.TypeName = { name: 'void', suffixes: [star], of: null, span: inside };
  const whole: Ast.TypeName = { ...subject, suffixes: [...subject.suffixes, star], span: inside };
  return {
    kind: 'cast',
    span,
    type: whole,
    operand: {
      kind: 'binary',
      operator: '-',
      span,
      left: { kind: 'cast', span, type: bytes, operand: pointer },
      right: { kind: 'measure', word: 'offsetof', span, subject, path },
    },
  };
}

/** `typeof(struct x)`, or `x` alone, as `struct x` stands in no expression. */
function typeMeant(context: Context, written: Ast.Expression): Ast.TypeName | null {
  if (written.kind === 'type') return written.type;
  if (written.kind !== 'identifier') return null;
  const tag = (['struct', 'union'] as const).find((each) => context.target.types.find(each, written.name) !== null);
  const name = tag === undefined ? written.name : `${tag} ${written.name}`;
  return { name, suffixes: [], of: null, span: written.span };
}

/** `member`, or `member.inner`. */
function pathMeant(written: Ast.Expression): readonly Ast.Name[] | null {
  if (written.kind === 'identifier') return [{ text: written.name, span: written.span }];
  const outer = written.kind === 'member' ? pathMeant(written.object) : null;
  return outer === null || written.kind !== 'member' ? null : [...outer, written.member];
}
