/**
 * Builtins that are numbers.
 *
 * Needs: the builtin's name.
 * Gives: the helper call behind it; equal calls of one program are merged by passes/reuse.ts.
 * Reports: nothing.
 */
import type { BuiltinName } from '../3-check/typed.ts';
import { CompilerBug } from '../diagnostics/invariant.ts';
import type { ValueId } from '../ir/ir.ts';
import type { ProgramContext } from './context.ts';

export function lowerBuiltin({ builder, module }: ProgramContext, name: BuiltinName): ValueId {
  switch (name) {
    case 'pid':
      return builder.binary('lshr', builder.call('get_current_pid_tgid', []), 32n);
    case 'tid':
      return builder.extend(builder.call('get_current_pid_tgid', []), 32, false);
    case 'cpu':
      return builder.extend(builder.call('get_smp_processor_id', []), 32, false);
    case 'nsecs':
      // Time since boot, suspend included (5.8); before that, monotonic time.
      return builder.call(module.target.helpers.has('ktime_get_boot_ns') ? 'ktime_get_boot_ns' : 'ktime_get_ns', []);
    case 'comm':
      throw new CompilerBug('comm where a number must be');
  }
}
