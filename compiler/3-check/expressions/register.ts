/** arg0 … argN and retval: the registers that a calling convention gives them. */
import type { ArgumentName, ValueName } from '../../builtins/builtins.ts';
import type { AttachPoint } from '../../2-bind/bound.ts';
import { architectureOf, argumentOffset, returnValueOffset } from '../../target/arch/known.ts';
import type { Span } from '../../source/source.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { uint64 } from '../types.ts';
import { checkNumbered, checkResult } from './parameter.ts';

/** What a program's context holds of the traced code. */
type View =
  /** The registers as they were where the attach point is: at the entry of a function, behind its end, anywhere. */
  | 'entry'
  | 'return'
  | 'anywhere'
  | 'nothing' /** No registers but arguments, and for `result` also what was returned. */
  | 'arguments'
  | 'result';

const views: Readonly<Record<AttachPoint['provider'], View>> = {
  begin: 'nothing',
  end: 'nothing',
  self: 'nothing',
  tracepoint: 'nothing',
  interval: 'anywhere',
  profile: 'anywhere',
  software: 'anywhere',
  hardware: 'anywhere',
  uprobe: 'entry',
  uretprobe: 'return',
  kprobe: 'entry',
  kretprobe: 'return',
  rawtracepoint: 'arguments',
  fentry: 'arguments',
  fexit: 'result',
};

export function hasRegisters(point: AttachPoint): boolean {
  return !['nothing', 'arguments', 'result'].includes(views[point.provider]);
}

export function readRegister(name: string, offset: number, span: Span): Checked {
  return plain({ kind: 'register', name, offset, type: uint64, span });
}

export function isArgument(name: ValueName): name is ArgumentName {
  return /^arg[0-9]+$/.test(name);
}

export function checkArgument(context: Context, name: ArgumentName, span: Span): Checked | null {
  const [first] = context.attachPoints;
  // Where there is a prototype, each attach point is checked alone.
  if (first !== undefined && (views[first.provider] === 'arguments' || views[first.provider] === 'result'))
    return checkNumbered(context, first, name, span);
  const wrong = context.attachPoints.find((point) => views[point.provider] !== 'entry');
  if (wrong !== undefined)
    return unavailable(context, name, span, wrong, 'kprobe, uprobe, fentry, fexit and rawtracepoint');
  const { target } = context;
  const offset = argumentOffset(target, Number(name.slice('arg'.length)));
  if (offset !== null) return readRegister(name, offset, span);
  const message = `${target.arch} passes only ${architectureOf(target).argumentRegisters.length} arguments in registers: there is no ${name}`;
  context.report.error('builtin-unavailable', span, message, {
    hint: 'further ones are on the stack, from reg("sp") on',
  });
  return null;
}

export function checkRetval(context: Context, span: Span): Checked | null {
  const [first] = context.attachPoints;
  if (first !== undefined && views[first.provider] === 'result') return checkResult(context, first, span);
  const wrong = context.attachPoints.find((point) => views[point.provider] !== 'return');
  if (wrong !== undefined) return unavailable(context, 'retval', span, wrong, 'kretprobe, uretprobe and fexit');
  return readRegister('retval', returnValueOffset(context.target), span);
}

function unavailable(context: Context, name: string, span: Span, point: AttachPoint, where: string): null {
  const hint =
    point.provider === 'tracepoint' ? 'a tracepoint has its fields in args: args.NAME; -lv lists them' : null;
  context.report.error('builtin-unavailable', span, `\`${name}\` exists in ${where} only, not in ${point.text}`, {
    hint,
  });
  return null;
}
