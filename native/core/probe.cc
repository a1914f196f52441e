#include "probe.h"

#include <bpf/libbpf.h>

#include <string>

#include "error.h"

namespace bpfleet {

bool probe_helper(int program_type, int helper) {
  int result =
      libbpf_probe_bpf_helper(static_cast<bpf_prog_type>(program_type), static_cast<bpf_func_id>(helper), nullptr);
  if (result < 0) {
    throw Error(
        "probeHelper", -result,
        "cannot probe the helper " + std::to_string(helper) + " for program type " + std::to_string(program_type));
  }
  return result == 1;
}

bool probe_program_type(int program_type) {
  int result = libbpf_probe_bpf_prog_type(static_cast<bpf_prog_type>(program_type), nullptr);
  if (result < 0) {
    throw Error("probeProgramType", -result, "cannot probe program type " + std::to_string(program_type));
  }
  return result == 1;
}

}  // namespace bpfleet
