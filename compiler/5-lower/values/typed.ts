/**
 * Objects of the kernel whose types its verifier follows: from the current task, or from what a typed program was called with,
 * along pointers to other structs. What they hold is read by plain loads, at a fraction of what a helper call costs.
 *
 * Needs: a member, an item or a dereference, typed.
 * Gives: the place where it is, when every step to it is one that verifiers allow; null else.
 * Reports: nothing. A load through a pointer to nowhere gives zero, and where a pointer of the way is null control goes to `missing`.
 */
import type { TypedExpression } from '../../3-check/typed.ts';
import { storedSize } from '../../4-plan-maps/stored.ts';
import type { CompoundType, CType } from '../../ctypes/ctype.ts';
import { hasTag, resolve, sizeOf } from '../../ctypes/query.ts';
import type { ValueId } from '../../ir/ir.ts';
import type { OpenBlock } from '../builder.ts';
import type { ProgramContext } from '../context.ts';
import { tellsReads } from '../failures.ts';
import { currentTask } from '../task.ts';

type Argument = TypedExpression & { readonly kind: 'argument' };

/** A way to an object: from its root to the pointer at each offset in turn. */
interface Path {
  readonly root: 'task' | Argument;
  readonly hops: readonly number[];
  /** What is at the end. */
  readonly type: CompoundType;
}

export interface TypedPlace {
  readonly path: Path;
  readonly offset: number;
}

export function typedPlace(context: ProgramContext, expression: TypedExpression): TypedPlace | null {
  switch (expression.kind) {
    case 'dereference': {
      const path = pathOf(context, expression.operand);
      return path === null ? null : { path, offset: 0 };
    }
    case 'member': {
      const object = typedPlace(context, expression.object);
      return object === null ? null : { ...object, offset: object.offset + expression.offset };
    }
    case 'item': {
      const array = expression.index.kind === 'integer' ? typedPlace(context, expression.object) : null;
      if (array === null || expression.index.kind !== 'integer') return null;
      return { ...array, offset: array.offset + Number(expression.index.value) * storedSize(expression.type) };
    }
    default:
      return null;
  }
}

function pathOf(context: ProgramContext, pointer: TypedExpression): Path | null {
  const task = context.module.task();
  if (task !== null && isCurrentTask(context, pointer)) return { root: 'task', hops: [], type: task.type };
  // The current task is always there. Of what others fail to lead to only helpers tell.
  if (tellsReads(context) || pointer.type.kind !== 'pointer' || pointer.type.space === 'user') return null;
  if (pointer.kind === 'argument') {
    const pointee = resolve(pointer.type.pointee);
    return pointer.typed && pointee.kind === 'struct' ? { root: pointer, hops: [], type: pointee } : null;
  }
  if (pointer.kind !== 'member' || pointer.bits !== null) return null;
  const place = typedPlace(context, pointer);
  const type = place === null ? null : objectBehind(scalarAt(place.path.type, place.offset, 8));
  return place === null || type === null ? null : { ...place.path, hops: [...place.path.hops, place.offset], type };
}

function isCurrentTask({ taskVariables }: ProgramContext, pointer: TypedExpression): boolean {
  if (pointer.kind === 'variable') return taskVariables.has(pointer.symbol.id);
  return pointer.kind === 'builtin' && pointer.name === 'curtask';
}

/** The struct that the verifier takes the pointer for a pointer to. */
function objectBehind(type: CType | null): CompoundType | null {
  const pointer = type === null ? null : resolve(type);
  if (pointer?.kind !== 'pointer' || hasTag(pointer.to, 'user') || hasTag(pointer.to, 'percpu')) return null;
  const object = resolve(pointer.to);
  return object.kind === 'struct' ? object : null;
}

/** Whether a load of `size` bytes there gives a number, and not a pointer to an object, of which verifiers refuse arithmetic. */
export function isNumberAt({ path, offset }: TypedPlace, size: number): boolean {
  const type = scalarAt(path.type, offset, size);
  const plain = type === null ? null : resolve(type);
  if (plain?.kind === 'int' || plain?.kind === 'enum') return true;
  if (plain?.kind !== 'pointer') return false;
  const { kind } = resolve(plain.to);
  return kind === 'int' || kind === 'void' || kind === 'function';
}

/**
 * The member without members that begins there and has that size. The verifier searches in the same way, and in a union by the
 * member that comes first, whatever was meant: nothing of a union is found here.
 */
function scalarAt(type: CompoundType, offset: number, size: number): CType | null {
  if (type.kind === 'union') return null;
  for (const member of type.members) {
    const bytes = sizeOf(member.type);
    const within = offset - member.offsetBits / 8;
    if (member.bits === null && bytes !== null && within >= 0 && within < bytes)
      return partAt(member.type, within, size);
  }
  return null;
}

function partAt(type: CType, offset: number, size: number): CType | null {
  const plain = resolve(type);
  if (plain.kind === 'struct' || plain.kind === 'union') return scalarAt(plain, offset, size);
  if (plain.kind === 'array') {
    const stride = sizeOf(plain.element);
    return stride === null ? null : partAt(plain.element, offset % stride, size);
  }
  return offset === 0 && sizeOf(plain) === size ? type : null;
}

/** The object's address. */
export function walk(context: ProgramContext, { root, hops }: Path, missing: OpenBlock): ValueId {
  const { builder } = context;
  const there = (pointer: ValueId): ValueId => {
    const next = builder.createBlock();
    builder.branch('ne', pointer, 0n, next, missing);
    builder.start(next);
    return pointer;
  };
  const from = root === 'task' ? currentTask(context) : there(builder.loadPointer(builder.context(), root.slot * 8));
  return hops.reduce((object, offset) => there(builder.loadPointer(object, offset)), from);
}
