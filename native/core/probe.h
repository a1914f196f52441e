// What this kernel can do, found by trying (libbpf_probe_*).
#pragma once

namespace bpfleet {

// Whether programs of the type may call the helper; numbers are bpf_prog_type and bpf_func_id.
bool probe_helper(int program_type, int helper);
bool probe_program_type(int program_type);

}  // namespace bpfleet
