/** What the passes may assume of helpers. */

/** Give the same answer all through one run of a program, or one that counts as the same, and change nothing. */
export const steadyHelpers: ReadonlySet<string> = new Set([
  'get_current_pid_tgid',
  'get_current_uid_gid',
  'get_current_cgroup_id',
  'get_numa_node_id',
  'jiffies64',
  'get_current_task',
  'get_current_task_btf',
  'get_smp_processor_id',
  'get_current_ancestor_cgroup_id',
  'ktime_get_ns',
  'ktime_get_boot_ns',
  'ktime_get_tai_ns',
]);

/** Change nothing: without a use of the result the call can go. */
export const pureHelpers: ReadonlySet<string> = new Set([...steadyHelpers, 'map_lookup_elem']);
