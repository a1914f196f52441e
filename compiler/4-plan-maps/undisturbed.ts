/**
 * Whether updates of a map can come in between one another on one CPU.
 *
 * Needs: the probes that use the map.
 * Gives: true where the kernel never runs one of their programs inside another on the same CPU.
 * Reports: nothing.
 *
 * Tracepoint and perf event programs run with preemption off, and none of them runs inside another one: the kernel holds
 * bpf_prog_active meanwhile and skips the inner run (kernel/trace/bpf_trace.c, trace_call_bpf; kernel/events/core.c,
 * bpf_overflow_handler), also when it comes by NMI. Programs of begin and end run while nothing else is attached.
 * A program at a raw event holds a count of its own, so that it never runs inside itself; others can run inside it. A family at
 * a raw event of system calls may be several programs: preemption is off in each, and a task is in one system call at a time.
 * All others count as disturbed: uprobe and fentry programs can be preempted by another task that runs the same program.
 */
import type { TypedProbe } from '../3-check/typed.ts';
import { familyOf, type SyscallProbe } from './syscall-programs.ts';

/** Programs that exclude each other. */
const exclusive: ReadonlySet<string> = new Set(['tracepoint', 'interval', 'profile', 'software', 'hardware']);
/** They run when nothing else does. */
const alone: ReadonlySet<string> = new Set(['begin', 'end']);

export function isUndisturbed(probes: Iterable<TypedProbe>, syscalls: ReadonlyMap<TypedProbe, SyscallProbe>): boolean {
  const groups = new Set<string>();
  for (const probe of probes) {
    const raw = syscalls.get(probe);
    for (const { provider } of probe.attachPoints) {
      if (alone.has(provider)) continue;
      if (raw !== undefined) groups.add(familyOf(probe, raw));
      else groups.add(exclusive.has(provider) ? 'classic' : 'other');
    }
  }
  return groups.size <= 1 && !groups.has('other');
}
