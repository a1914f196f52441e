/**
 * Numbers of map elements that the program has already read.
 *
 * Needs: the reads and the changes of maps, in the order of the code.
 * Gives: the value of an earlier read of the same element, where control surely came through it and nothing of this program has
 *   changed the map since. What others change between two reads of one run could as well have come after both.
 * Reports: nothing.
 */
import type { BuiltinName, MapSymbol, Type, TypedExpression } from '../../3-check/typed.ts';
import { inMemory } from '../../3-check/types.ts';
import type { ValueId } from '../../ir/ir.ts';
import type { ProgramContext } from '../context.ts';
import { tellsReads } from '../failures.ts';

/** The same all through one run. */
const steady: ReadonlySet<BuiltinName> = new Set(['pid', 'tid', 'comm', 'uid', 'gid', 'cpu', 'cgroup', 'curtask']);

/** What `read` gives, or the value that it gave before. */
export function readOnce(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  read: () => ValueId,
): ValueId {
  // Where every read of a missing element is told, every read is made.
  const parts = tellsReads(context) ? [null] : key.map((part) => identityOf(context, part));
  if (parts.includes(null)) return read();
  const element = [map.id, ...parts].join(' ');
  const known = context.knownReads.get(element);
  if (known !== undefined) return known;
  const value = read();
  if (context.mayKeep) context.knownReads.set(element, value);
  return value;
}

/** The program changes the map. */
export function forgetReads({ knownReads }: ProgramContext, mapId: number): void {
  for (const element of knownReads.keys()) if (element.split(' ')[0] === `${mapId}`) knownReads.delete(element);
}

/** Behind code of which one of several ways was taken: what was known before it and is still so on each. */
export function meetReads(
  before: ReadonlyMap<string, ValueId>,
  ways: readonly ReadonlyMap<string, ValueId>[],
): Map<string, ValueId> {
  return new Map([...before].filter(([element, value]) => ways.every((way) => way.get(element) === value)));
}

/** What says that two expressions have one value, or null. */
function identityOf(context: ProgramContext, expression: TypedExpression): string | null {
  switch (expression.kind) {
    case 'integer':
      return `${expression.value}`;
    case 'string':
      return `"${expression.bytes.join()}"`;
    case 'builtin':
      return steady.has(expression.name) ? expression.name : null;
    case 'field':
      return `args.${expression.field.name}`;
    case 'variable':
      return inMemory(expression.type) ? null : `$${context.builder.use(expression.symbol.id)}`;
    case 'convert': {
      const operand = identityOf(context, expression.operand);
      const type = nameOf(expression.type);
      return operand === null || type === null ? null : `${type}(${operand})`;
    }
    default:
      return null;
  }
}

function nameOf(type: Type): string | null {
  switch (type.kind) {
    case 'int':
      return `${type.signed ? 'int' : 'uint'}${type.size}`;
    case 'string':
      return `string${type.capacity}`;
    case 'bool':
    case 'pointer':
      return type.kind;
    default:
      return null;
  }
}
