/**
 * Needs: a builtin that is called for its value. Gives: its typed form; null when there is an error in it. Reports: through
 * the rule of the function, one file each.
 */
import type * as Ast from '../../1-parse/ast.ts';
import type { Builtin } from '../../builtins/builtins.ts';
import { checkGetopt } from './getopt.ts';
import { checkArgumentCount } from '../calls/arguments.ts';
import type { Checked } from '../checked.ts';
import type { Context } from '../context.ts';
import { checkMacaddr, checkNtop, checkPton } from './address.ts';
import { checkBuf, checkByteSwap, checkSpace, checkStr } from './memory.ts';
import { checkStrlen, checkStrncmp } from './string.ts';
import { checkMapFunction } from './map-functions.ts';
import { checkCgroupPath, checkNumberName, checkStrftime } from './names.ts';
import { checkLookUp } from './look-up.ts';
import { checkContainerOf } from './container-of.ts';
import { checkReg } from './reg.ts';
import { checkPath, checkSocketCookie } from './objects.ts';
import { checkReflection } from './reflect.ts';
import { checkSearch } from './search.ts';
import { checkSymbol } from './symbols.ts';

export function checkFunction(
  context: Context,
  builtin: Builtin & { readonly kind: 'function' },
  node: Ast.Identifier | Ast.Call,
): Checked | null {
  if (node.kind === 'identifier') {
    const hint = `call it: ${builtin.signature}`;
    context.report.error('bad-argument', node.span, `${builtin.name} is a function`, { hint });
    return null;
  }
  if (!checkArgumentCount(context, node)) return null;
  switch (builtin.name) {
    case 'str':
      return checkStr(context, node);
    case 'buf':
      return checkBuf(context, node);
    case 'strlen':
      return checkStrlen(context, node);
    case 'strncmp':
      return checkStrncmp(context, node);
    case 'kptr':
    case 'uptr':
      return checkSpace(context, node, builtin.name === 'kptr' ? 'kernel' : 'user');
    case 'bswap':
      return checkByteSwap(context, node);
    case 'macaddr':
      return checkMacaddr(context, node);
    case 'ntop':
      return checkNtop(context, node);
    case 'pton':
      return checkPton(context, node);
    case 'getopt':
      return checkGetopt(context, node);
    case 'reg':
      return checkReg(context, node);
    case 'strftime':
      return checkStrftime(context, node);
    case 'strerror':
      return checkNumberName(context, node, { of: 'errno' });
    case 'signal_name':
      return checkNumberName(context, node, { of: 'signal' });
    case 'syscall_name':
      return checkNumberName(context, node, { of: 'syscall' });
    case 'is_str':
    case 'is_ptr':
    case 'is_array':
    case 'is_integer':
    case 'is_unsigned_integer':
    case 'is_literal':
    case 'strcap':
    case 'kfunc_exist':
      return checkReflection(context, builtin.name, node);
    case 'strstr':
    case 'strcontains':
    case 'str_concat':
    case 'memcmp':
    case 'is_err':
      return checkSearch(context, builtin.name, node);
    case 'path':
      return checkPath(context, node);
    case 'socket_cookie':
      return checkSocketCookie(context, node);
    case 'cgroup_path':
      return checkCgroupPath(context, node);
    case 'delete':
    case 'has_key':
    case 'find':
    case 'len':
      return checkMapFunction(context, builtin.name, node);
    case 'ksym':
    case 'usym':
      return checkSymbol(context, builtin.name, node);
    case 'kaddr':
    case 'uaddr':
    case 'cgroupid':
      return checkLookUp(context, builtin.name, node);
    case 'container_of':
      return checkContainerOf(context, node);
  }
}
