#pragma once

namespace bpfleet {

// Returns after every run of a non-sleepable BPF program that had started before the call has ended.
// The kernel does synchronize_rcu() after a map-in-map was updated from user space (kernel/bpf/syscall.c,
// maybe_wait_bpf_programs), which is the only way to ask for it.
void wait_for_programs();

}  // namespace bpfleet
