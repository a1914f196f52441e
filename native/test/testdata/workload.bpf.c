// Programs for the native layer's tests. Each is on syscalls:sys_enter_umask and looks only at the processes
// in `targets`; umask(2) is cheap, never fails, and its argument is the test's to choose.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct umask_enter {
  __u64 common;
  __u64 number;
  __u64 mask;
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __type(key, __u32);
  __type(value, __u32);
  __uint(max_entries, 16);
} targets SEC(".maps");

// One lane for each way to fold.
struct lanes {
  __u64 sum, min_unsigned, max_unsigned;
  __s64 min_signed, max_signed;
  __u64 bits;
};

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_HASH);
  __type(key, __u64);
  __type(value, struct lanes);
  __uint(max_entries, 65536);
} counts SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __type(key, __u64);
  __type(value, __u64);
  __uint(max_entries, 65536);
} plain SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __type(key, __u32);
  __type(value, __u64);
  __uint(max_entries, 8);
} totals SEC(".maps");

// 12 bytes: the last lane is not full.
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __type(key, __u32);
  __type(value, struct { __u32 words[3]; });
  __uint(max_entries, 3);
} slots SEC(".maps");

// Has no batch operations.
struct {
  __uint(type, BPF_MAP_TYPE_DEVMAP_HASH);
  __type(key, __u32);
  __type(value, __u32);
  __uint(max_entries, 1024);
} devices SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4 << 20);
} data SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 20);
} control SEC(".maps");

enum { TOTAL_RUNS, TOTAL_LOST_DATA, TOTAL_LOST_CONTROL, TOTAL_SAMPLES };

static __always_inline void add(__u32 index) {
  __u64* total = bpf_map_lookup_elem(&totals, &index);
  if (total) __sync_fetch_and_add(total, 1);
}

static __always_inline int is_target(__u32* process) {
  *process = bpf_get_current_pid_tgid() >> 32;
  return bpf_map_lookup_elem(&targets, process) != 0;
}

SEC("tracepoint")
int count_by_mask(struct umask_enter* event) {
  __u32 process;
  if (!is_target(&process)) return 0;
  struct lanes zero = {};
  __u64 key = event->mask;
  struct lanes* value = bpf_map_lookup_elem(&counts, &key);
  if (!value) {
    bpf_map_update_elem(&counts, &key, &zero, BPF_NOEXIST);
    value = bpf_map_lookup_elem(&counts, &key);
  }
  if (value) value->sum += 1;
  return 0;
}

struct record {
  __u32 process;
  __u32 mask;
};

// A data record for each run; for each tenth mask also a control record, committed after it.
SEC("tracepoint")
int emit(struct umask_enter* event) {
  __u32 process;
  if (!is_target(&process)) return 0;
  add(TOTAL_RUNS);
  struct record* record = bpf_ringbuf_reserve(&data, sizeof(*record), 0);
  if (!record) {
    add(TOTAL_LOST_DATA);
  } else {
    record->process = process;
    record->mask = event->mask;
    bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
  }
  if (event->mask % 10 != 0) return 0;
  record = bpf_ringbuf_reserve(&control, sizeof(*record), 0);
  if (!record) {
    add(TOTAL_LOST_CONTROL);
    return 0;
  }
  record->process = process;
  record->mask = event->mask;
  bpf_ringbuf_submit(record, 0);
  return 0;
}

// 13 bytes: the padding of the record shows.
SEC("tracepoint")
int emit_odd(struct umask_enter* event) {
  __u32 process;
  if (!is_target(&process)) return 0;
  char* record = bpf_ringbuf_reserve(&data, 13, 0);
  if (!record) return 0;
  for (int i = 0; i < 13; i++) record[i] = event->mask + i;
  if (event->mask % 2 == 1) {
    bpf_ringbuf_discard(record, 0);
  } else {
    bpf_ringbuf_submit(record, 0);
  }
  return 0;
}

SEC("raw_tracepoint")
int on_this_cpu(void* context) {
  add(TOTAL_RUNS);
  return 1000 + bpf_get_smp_processor_id();
}

SEC("perf_event")
int sample(void* context) {
  add(TOTAL_SAMPLES);
  return 0;
}

__u64 in_bss;
const volatile __u64 in_rodata = 7;

SEC("raw_tracepoint")
int read_globals(void* context) {
  in_bss += in_rodata;
  return in_bss;
}

// About a second inside one run; tells where it is.
__u64 slow_started, slow_ended;

static long spin(__u64 index, void* context) {
  ++*(__u64*)context;
  return 0;
}

SEC("raw_tracepoint")
int slow(void* context) {
  __u64 turns = 0;
  slow_started = 1;
  for (int i = 0; i < 15; i++) bpf_loop(8 << 20, spin, &turns, 0);
  slow_ended = turns;
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
