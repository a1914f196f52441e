/** Whether a loop may stand here, also one that a function makes. */
import type { Span } from '../../source/source.ts';
import type { Context } from '../context.ts';

/** MAX_CALL_FRAMES, include/linux/bpf_verifier.h, without the program itself. */
const maxLoopDepth = 7;

/** Every loop is a function that the kernel calls again and again: bpf_loop(), Linux 5.17. */
export function canLoop(context: Context, span: Span): boolean {
  if (context.loopDepth >= maxLoopDepth) {
    context.report.error('bad-loop', span, `loops are nested more than ${maxLoopDepth} deep`, {
      hint: 'the kernel calls no more functions within functions',
    });
    return false;
  }
  if (context.target.helpers.has('loop')) return true;
  context.report.error('loop-unavailable', span, `loops need Linux 5.17; this is ${context.target.release}`, {
    hint: 'unroll (10) { … } repeats a block on every kernel',
    cause: 'HelperMissing',
  });
  return false;
}
