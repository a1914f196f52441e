/** kaddr("name"), uaddr("name") and cgroupid("path"): numbers, found when the script is compiled for the machine that it runs on. */
import type * as Ast from '../../1-parse/ast.ts';
import { instructionPointerOffset } from '../../target/arch/known.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import type { TypedExpression } from '../typed.ts';
import { uint64 } from '../types.ts';

function literalName(context: Context, name: string, call: Ast.Call, of = 'symbol'): string | null {
  const [argument] = call.args;
  if (argument === undefined || argument.kind === 'error') return null;
  if (argument.kind === 'string') return new TextDecoder().decode(argument.bytes);
  context.report.error('bad-argument', argument.span, `${name}() needs the name of a ${of}, as written`, {
    hint: `write ${name}("…")`,
  });
  return null;
}

export function checkLookUp(context: Context, name: 'kaddr' | 'uaddr' | 'cgroupid', call: Ast.Call): Checked | null {
  if (name === 'uaddr') return checkUaddr(context, call);
  return name === 'kaddr' ? checkKaddr(context, call) : checkCgroupId(context, call);
}

/** Addresses differ from boot to boot: a stored kernel has none, and any one serves to check the script. */
function checkKaddr(context: Context, call: Ast.Call): Checked | null {
  const name = literalName(context, 'kaddr', call);
  if (name === null) return null;
  const { kernelSymbols } = context.target;
  const value = kernelSymbols === null ? 0n : kernelSymbols.address(name);
  if (value !== null) return plain({ kind: 'integer', type: uint64, span: call.span, value });
  const message = `this kernel has no symbol \`${name}\``;
  context.report.error('unknown-symbol', call.span, message, { cause: 'ProbeMissing' });
  return null;
}

/** Ids differ from boot to boot too. */
function checkCgroupId(context: Context, call: Ast.Call): Checked | null {
  const path = literalName(context, 'cgroupid', call, 'cgroup');
  if (path === null) return null;
  const { cgroups } = context.target;
  const value = cgroups === null ? 0n : cgroups.id(path);
  if (value !== null) return { ...plain({ kind: 'integer', type: uint64, span: call.span, value }), nodeLocal: true };
  const message = `there is no cgroup \`${path}\` in the hierarchy of version 2`;
  context.report.error('unknown-cgroup', call.span, message, {
    hint: 'name its folder, or the path that /proc/PID/cgroup has behind `0::`',
    cause: 'ProbeMissing',
  });
  return null;
}

/** What lies in a binary is as far from the place of the probe in a process as in the file. */
function checkUaddr(context: Context, call: Ast.Call): Checked | null {
  const name = literalName(context, 'uaddr', call);
  if (name === null) return null;
  const [point] = context.attachPoints;
  const { span } = call;
  if (point?.provider !== 'uprobe') {
    const where = point?.text ?? 'this probe';
    context.report.error('builtin-unavailable', span, `uaddr() exists in uprobe only, not in ${where}`);
    return null;
  }
  const { binaries } = context.target;
  const [binary] = binaries?.find(point.binary.path) ?? [];
  const distance = binaries === null ? 0n : (binary?.distance(point.offset, name) ?? null);
  if (distance === null) {
    const message = `${point.binary.path} has no symbol \`${name}\``;
    context.report.error('unknown-symbol', span, message, { cause: 'ProbeMissing' });
    return null;
  }
  const offset = instructionPointerOffset(context.target);
  const here: TypedExpression = { kind: 'register', name: 'reg("ip")', offset, type: uint64, span };
  const right: TypedExpression = { kind: 'integer', type: uint64, span, value: BigInt.asUintN(64, distance) };
  return plain({ kind: 'arithmetic', operator: '+', type: uint64, span, left: here, right });
}
