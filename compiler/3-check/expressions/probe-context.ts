/** `ctx`: the context of the program, which is what the kernel hands to it: registers, or registers and what was sampled. */
import type { AttachPoint } from '../../2-bind/bound.ts';
import type { Span } from '../../source/source.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import type { PointerType } from '../typed.ts';

const structs: ReadonlyMap<AttachPoint['provider'], string> = new Map([
  ...(['kprobe', 'kretprobe', 'uprobe', 'uretprobe'] as const).map((provider) => [provider, 'pt_regs'] as const),
  ...(['profile', 'interval', 'software', 'hardware'] as const).map(
    (provider) => [provider, 'bpf_perf_event_data'] as const,
  ),
]);

/** The body is a program of its own for each attach point. */
export function checkProbeContext(context: Context, span: Span): Checked | null {
  const [point] = context.attachPoints;
  const name = point === undefined ? undefined : structs.get(point.provider);
  if (name === undefined) {
    const hint = point?.provider === 'tracepoint' ? 'what the event tells is in args' : null;
    const where = 'kprobe, uprobe, profile, interval, software and hardware';
    context.report.error('builtin-unavailable', span, `\`ctx\` exists in ${where} only, not in ${point?.text ?? ''}`, {
      hint,
    });
    return null;
  }
  const pointee = context.target.types.find('struct', name)?.type ?? { kind: 'forward', name, of: 'struct' };
  const type: PointerType = { kind: 'pointer', pointee, space: 'kernel' };
  return { ...plain({ kind: 'builtin', name: 'ctx', type, span }), nodeLocal: true };
}
