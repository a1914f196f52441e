/** Tracepoints that had another name on earlier kernels, or are called otherwise than their system call. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['tcp:tcp_set_state', 'sock:inet_sock_set_state'], // 4.16
  ['block:block_unplug_io', 'block:block_unplug'], // 2.6.39
  ['block:block_unplug_timer', 'block:block_unplug'],
  ['block:block_rq_abort', 'block:block_rq_error'],
  ['kmem:kmalloc_node', 'kmem:kmalloc'], // 6.1
  ['kmem:kmem_cache_alloc_node', 'kmem:kmem_cache_alloc'],
  ['writeback:wait_on_page_writeback', 'writeback:folio_wait_writeback'], // 6.3
  ['writeback:writeback_dirty_page', 'writeback:writeback_dirty_folio'], // 5.18
  ['power:power_start', 'power:cpu_idle'],
  ['power:power_frequency', 'power:cpu_frequency'],
  ['sched:sched_process_execve', 'sched:sched_process_exec'],
  // The kernel's functions behind these calls have other names than the calls (fs/stat.c, kernel/sys.c, fs/namespace.c …).
  ...['enter', 'exit'].flatMap((side): [string, string][] =>
    (
      [
        ['stat', 'newstat'],
        ['lstat', 'newlstat'],
        ['fstat', 'newfstat'],
        ['fstatat', 'newfstatat'],
        ['uname', 'newuname'],
        ['umount2', 'umount'],
        ['sendfile', 'sendfile64'],
        ['_llseek', 'llseek'],
      ] as const
    ).map(([call, name]) => [`syscalls:sys_${side}_${call}`, `syscalls:sys_${side}_${name}`]),
  ),
]);

/** What `category:name` is called now; null when nothing is known of it. */
export function renamedTracepoint(full: string): string | null {
  return renamed.get(full) ?? null;
}
