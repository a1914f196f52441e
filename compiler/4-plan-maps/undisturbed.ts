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
 * All others count as disturbed: uprobe and fentry programs can be preempted by another task that runs the same program.
 */
import type { TypedProbe } from '../3-check/typed.ts';

const exclusive: ReadonlySet<string> = new Set([
  'begin',
  'end',
  'tracepoint',
  'interval',
  'profile',
  'software',
  'hardware',
]);

export function isUndisturbed(probes: Iterable<TypedProbe>): boolean {
  for (const { attachPoints } of probes) {
    if (!attachPoints.every(({ provider }) => exclusive.has(provider))) return false;
  }
  return true;
}
