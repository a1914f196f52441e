// One program that the verifier takes and one that it rejects: it uses a map value without the null check.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __type(key, __u32);
  __type(value, __u64);
  __uint(max_entries, 1);
} numbers SEC(".maps");

SEC("raw_tracepoint")
int fine(void* context) {
  return 0;
}

SEC("raw_tracepoint")
int forgets_the_null_check(void* context) {
  __u32 key = 0;
  __u64* number = bpf_map_lookup_elem(&numbers, &key);
  return *number;
}

char LICENSE[] SEC("license") = "GPL";
