/**
 * Builtins that are numbers.
 *
 * Needs: the builtin's name.
 * Gives: the load or helper call behind it; equal calls of one program are merged by passes/reuse.ts.
 * Reports: nothing.
 */
import type { BuiltinName } from '../3-check/typed.ts';
import { CompilerBug } from '../diagnostics/invariant.ts';
import type { ValueId } from '../ir/ir.ts';
import { architectureOf, registerOffset } from '../target/arch/known.ts';
import { lowerContainer } from './containers.ts';
import type { ProgramContext } from './context.ts';
import { globalsLayout } from './globals.ts';
import { contextAddress } from './probe-context.ts';
import { currentTask } from './task.ts';

export function lowerBuiltin(context: ProgramContext, name: BuiltinName): ValueId {
  const { builder } = context;
  switch (name) {
    case 'pid':
    case 'tid':
      return lowerTaskNumber(context, name);
    case 'uid':
      return builder.extend(builder.call('get_current_uid_gid', []), 32, false);
    case 'gid':
      return builder.binary('lshr', builder.call('get_current_uid_gid', []), 32n);
    case 'cpu':
      return builder.extend(builder.call('get_smp_processor_id', []), 32, false);
    case 'numaid':
      return builder.extend(builder.call('get_numa_node_id', []), 32, false);
    case 'rand':
      return builder.extend(builder.call('get_prandom_u32', []), 32, false);
    case 'cgroup':
      return builder.call('get_current_cgroup_id', []);
    case 'jiffies':
      return builder.call('jiffies64', []);
    case 'nsecs':
      return bootTime(context);
    case 'nsecs(monotonic)':
      return builder.call('ktime_get_ns', []);
    case 'nsecs(tai)':
      return builder.call('ktime_get_tai_ns', []);
    case 'elapsed':
      return builder.binary('sub', bootTime(context), builder.load(builder.globalAddress(0), globalsLayout.started));
    case 'usermode':
      return interruptedUser(context);
    case 'pod':
    case 'container':
    case 'namespace':
    case 'workload':
    case 'node':
      return lowerContainer(context, name);
    case 'ctx':
      return contextAddress(context);
    case 'curtask':
      return builder.call('get_current_task', []);
    case 'comm':
      throw new CompilerBug('comm where a number must be');
  }
}

/** Time since boot, suspend included (5.8); before that, monotonic time. */
function bootTime({ builder, module }: ProgramContext): ValueId {
  return builder.call(module.target.helpers.has('ktime_get_boot_ns') ? 'ktime_get_boot_ns' : 'ktime_get_ns', []);
}

/** From the saved registers, with which the context of a perf event begins. */
function interruptedUser({ builder, module }: ProgramContext): ValueId {
  const { register, mask, value } = architectureOf(module.target).userMode;
  const offset = registerOffset(module.target, register) ?? 0;
  const mode = builder.binary('and', builder.load(builder.context(), offset), mask);
  const difference = value === 0n ? mode : builder.binary('xor', mode, value);
  return builder.binary('lshr', builder.binary('sub', difference, 1n), 63n);
}

function lowerTaskNumber(context: ProgramContext, name: 'pid' | 'tid'): ValueId {
  const { builder, module } = context;
  const layout = module.task();
  // What scripts call pid is the process's number, which the kernel calls tgid.
  if (layout !== null) return builder.load(currentTask(context), name === 'pid' ? layout.tgid : layout.pid, 32);
  const both = builder.call('get_current_pid_tgid', []);
  return name === 'pid' ? builder.binary('lshr', both, 32n) : builder.extend(both, 32, false);
}
