/** kstack and ustack, with the form of their frames and how many of them: kstack(perf, 3). */
import type * as Ast from '../../1-parse/ast.ts';
import type { StackName } from '../../builtins/builtins.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import type { Span } from '../../source/source.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import type { StackMode, StackSource } from '../typed.ts';

type Shape = Pick<StackSource, 'mode' | 'limit'>;

/** Of a stack that says nothing of its own; stacks of the kernel have no build ids. */
export function defaultStack(name: StackName, { policy }: Context): Shape {
  const { stackMode } = policy.settings;
  return { mode: stackMode === 'build_id' && name === 'kstack' ? 'raw' : stackMode, limit: 127 };
}

const greatestLimit = 1024n;
const modes = ['bpftrace', 'perf', 'raw', 'build_id'] as const satisfies readonly StackMode[];

export function stackValue(name: StackName, { mode, limit }: Shape, span: Span): Checked {
  const source: StackSource = { of: 'stack', space: name === 'ustack' ? 'user' : 'kernel', mode, limit };
  return plain({ kind: 'stack', source, type: { kind: 'name', source }, span });
}

export function checkStack(context: Context, name: StackName, call: Ast.Call): Checked | null {
  const [first, second, surplus] = call.args;
  const hasMode = first?.kind === 'identifier';
  const mode = first?.kind === 'identifier' ? modeNamed(context, name, first) : defaultStack(name, context).mode;
  if (mode === null) return null;
  const misplaced = hasMode ? surplus : second;
  if (misplaced !== undefined) {
    const hint = `write ${name}(perf, 5)`;
    context.report.error('bad-argument', misplaced.span, `${name}() takes a mode and a limit, in this order`, { hint });
    return null;
  }
  const count = hasMode ? second : first;
  if (count === undefined) return stackValue(name, { ...defaultStack(name, context), mode }, call.span);
  if (count.kind === 'error') return null;
  if (count.kind === 'integer' && count.value >= 1n && count.value <= greatestLimit)
    return stackValue(name, { mode, limit: Number(count.value) }, call.span);
  const message = `the limit of ${name}() must be a number from 1 to ${greatestLimit}, as written`;
  context.report.error('bad-argument', count.span, message);
  return null;
}

function modeNamed(context: Context, name: StackName, word: Ast.Identifier): StackMode | null {
  const mode = modes.find((one) => one === word.name);
  if (mode === undefined) {
    const hint = didYouMean(closest(word.name, modes)) ?? `modes are ${modes.join(', ')}`;
    context.report.error('bad-argument', word.span, `\`${word.name}\` is no mode of ${name}()`, { hint });
    return null;
  }
  if (mode !== 'build_id' || name === 'ustack') return mode;
  context.report.error('bad-argument', word.span, 'stacks of the kernel have no build ids', {
    hint: 'use kstack(raw)',
  });
  return null;
}
