/**
 * BPF helpers that tracing programs of this compiler may call, by name and number in enum bpf_func_id
 * (include/uapi/linux/bpf.h). Those of kernels before 5.8, the oldest supported, are taken for granted: probing
 * costs a program load each.
 */
import { native } from '@bpfleet/native';

const alwaysThere = [
  'map_lookup_elem',
  'map_update_elem',
  'map_delete_elem',
  'ktime_get_ns',
  'get_smp_processor_id',
  'get_current_pid_tgid',
  'get_current_uid_gid',
  'get_current_comm',
  'get_current_task',
  'get_current_cgroup_id',
  'current_task_under_cgroup',
  'get_prandom_u32',
  'get_stackid',
  'get_stack',
  'send_signal',
  'jiffies64',
  'probe_read_user',
  'probe_read_kernel',
  'probe_read_user_str',
  'probe_read_kernel_str',
  'get_ns_current_pid_tgid',
  'get_current_ancestor_cgroup_id',
  'ktime_get_boot_ns',
  'ringbuf_output',
  'ringbuf_reserve',
  'ringbuf_submit',
  'ringbuf_discard',
  'ringbuf_query',
] as const;

/** Helper → number, of those that came with 5.8 or later. */
const probed = {
  per_cpu_ptr: 153,
  this_cpu_ptr: 154,
  get_current_task_btf: 158,
  ktime_get_coarse_ns: 160,
  for_each_map_elem: 164,
  snprintf: 165,
  get_attach_cookie: 174,
  task_pt_regs: 175,
  loop: 181,
  strncmp: 182,
  map_lookup_percpu_elem: 195,
  ktime_get_tai_ns: 208,
} as const;

const BPF_PROG_TYPE_TRACEPOINT = 5;

/** The helpers of this kernel. Needs the right to load programs. */
export function liveHelpers(): ReadonlySet<string> {
  const there = Object.entries(probed).filter(([, helper]) => native.probeHelper(BPF_PROG_TYPE_TRACEPOINT, helper));
  return new Set([...alwaysThere, ...there.map(([name]) => name)]);
}
