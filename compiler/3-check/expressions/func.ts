/** func: the function that a probe stands on, or that a return probe returns from. */
import { instructionPointerOffset } from '../../target/arch/known.ts';
import type { AttachPoint } from '../../2-bind/bound.ts';
import type { Span } from '../../source/source.ts';
import type { Checked } from '../checked.ts';
import type { Context } from '../context.ts';
import { kernelSymbol, userSymbol } from '../functions/symbols.ts';
import type { TypedExpression } from '../typed.ts';
import { uint64 } from '../types.ts';

/** Where the function is. */
const spaces: Readonly<Record<AttachPoint['provider'], 'user' | 'kernel' | null>> = {
  begin: null,
  end: null,
  self: null,
  tracepoint: null,
  interval: null,
  profile: null,
  software: null,
  hardware: null,
  rawtracepoint: null,
  uprobe: 'user',
  uretprobe: 'user',
  kprobe: 'kernel',
  kretprobe: 'kernel',
  fentry: 'kernel',
  fexit: 'kernel',
};

export function checkFunc(context: Context, span: Span): Checked | null {
  const [first] = context.attachPoints;
  const space = first === undefined ? null : spaces[first.provider];
  const wrong = context.attachPoints.find(
    (point) => spaces[point.provider] === null || spaces[point.provider] !== space,
  );
  if (space === null || wrong !== undefined) {
    const where = wrong?.text ?? 'this probe';
    context.report.error('builtin-unavailable', span, `\`func\` exists where a function is traced, not in ${where}`, {
      hint: 'uprobe, uretprobe, kprobe, kretprobe, fentry and fexit have it; one probe has functions of the kernel or of programs',
    });
    return null;
  }
  const address = functionAddress(context, span);
  return space === 'user' ? userSymbol(address, span) : kernelSymbol(address, span);
}

/** Kernels before the fourth level of the instruction set (6.6) know the address in uprobes by the register alone. */
function functionAddress({ attachPoints, target }: Context, span: Span): TypedExpression {
  if (target.isa >= 4 || !attachPoints.every(({ provider }) => provider === 'uprobe'))
    return { kind: 'functionAddress', type: uint64, span };
  return { kind: 'register', name: 'reg("ip")', offset: instructionPointerOffset(target), type: uint64, span };
}
