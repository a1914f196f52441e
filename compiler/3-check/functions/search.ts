/** strstr(), strcontains(), str_concat(), memcmp(), is_err(): what depends on the bytes of values (inventory F6.10 to F6.14). */
import type * as Ast from '../../1-parse/ast.ts';
import type { StringSearch } from '../../builtins/builtins.ts';
import { asInteger, type Checked, coerce, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { canLoop } from '../statements/can-loop.ts';
import type { IntType, TypedExpression } from '../typed.ts';
import { bool, int64, uint64 } from '../types.ts';
import { argument, wrongArgument } from './memory.ts';

const int32: IntType = { kind: 'int', size: 4, signed: true };
/** Of str_concat(), whatever it is given. */
const concatenated = 1024;
/** MAX_ERRNO, include/linux/err.h: the last addresses are error numbers. */
const leastError = 2n ** 64n - 4095n;

export function checkSearch(context: Context, name: StringSearch, call: Ast.Call): Checked | null {
  switch (name) {
    case 'strstr':
      return plainOrNull(search(context, call));
    case 'strcontains': {
      const place = search(context, call);
      return place === null ? null : plain(atLeast(coerce(place, int64), 0n, true));
    }
    case 'str_concat': {
      const strings = twoStrings(context, call);
      if (strings === null) return null;
      const type = { kind: 'string', capacity: concatenated } as const;
      return plain({ kind: 'concatenation', type, span: call.span, ...strings });
    }
    case 'memcmp':
      return checkDifference(context, call);
    case 'is_err':
      return checkIsError(context, call);
  }
}

const plainOrNull = (node: TypedExpression | null): Checked | null => (node === null ? null : plain(node));

/** The kernel's own search says ENOENT, where it has one (6.17); bpftrace's says -1. */
function search(context: Context, call: Ast.Call): TypedExpression | null {
  const strings = twoStrings(context, call);
  if (strings === null || !canLoop(context, call.span)) return null;
  const absent = context.target.types.find('function', 'bpf_strstr') === null ? -1n : -2n;
  const { left: haystack, right: needle } = strings;
  return { kind: 'search', type: int32, span: call.span, haystack, needle, absent };
}

interface Strings {
  readonly left: TypedExpression;
  readonly right: TypedExpression;
}

function twoStrings(context: Context, call: Ast.Call): Strings | null {
  const [left, right] = [argument(context, call, 0), argument(context, call, 1)];
  if (left === null || right === null) return null;
  for (const { node } of [left, right]) {
    if (node.type.kind !== 'string') return wrongArgument(context, call, node, 'strings');
  }
  return { left: left.node, right: right.node };
}

function checkDifference(context: Context, call: Ast.Call): Checked | null {
  const [left, right, length] = [0, 1, 2].map((index) => argument(context, call, index));
  if (!left || !right || !length) return null;
  const bytes = asInteger(length.node);
  if (bytes === null || length.node.type.kind === 'pointer')
    return wrongArgument(context, call, length.node, 'a number of bytes');
  const operands = { left: left.node, right: right.node, length: coerce(bytes, uint64) };
  return plain({ kind: 'byteDifference', type: int32, span: call.span, ...operands });
}

function checkIsError(context: Context, call: Ast.Call): Checked | null {
  const value = argument(context, call, 0);
  if (value === null) return null;
  const address = asInteger(value.node);
  if (address === null) return wrongArgument(context, call, value.node, 'a pointer');
  return plain(atLeast(coerce(address, uint64), leastError, false));
}

function atLeast(left: TypedExpression, least: bigint, signed: boolean): TypedExpression {
  const right: TypedExpression = { kind: 'integer', type: signed ? int64 : uint64, span: left.span, value: least };
  return { kind: 'comparison', operator: '>=', type: bool, span: left.span, signed, left, right };
}
