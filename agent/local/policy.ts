/** What the command line allows and gives a script. */
import { localPolicy, type Policy } from '@bpfleet/compiler';
import type { ScriptRequest } from './requests.ts';
import type { TracedProcess } from './tracee.ts';

/**
 * `tracee`: the process that the script is about; null for the whole machine. Events of a process that ran already are
 * told apart by the guard; a command only by where bpftrace attaches to it alone (SessionOptions.attachPid): its
 * tracepoints fire for all, and a script compares with `cpid`.
 */
export function policyOf(
  { parameters, probeFilter, unsafe }: ScriptRequest,
  tracee: TracedProcess | null,
  failures: Policy['failures'] = 'updates',
): Policy {
  return {
    ...localPolicy,
    guard: tracee === null || tracee.isChild ? { kind: 'none' } : { kind: 'process' },
    failures,
    unsafe,
    inputs: {
      positional: parameters.positional,
      named: new Map(parameters.named),
      probeFilter,
      environment: new Map(settingsIn(process.env)),
      childPid: tracee?.isChild === true ? tracee.pid : null,
    },
  };
}

function settingsIn(environment: NodeJS.ProcessEnv): [string, string][] {
  return Object.entries(environment).flatMap(([name, value]) =>
    name.startsWith('BPFTRACE_') && value !== undefined ? [[name, value]] : [],
  );
}
