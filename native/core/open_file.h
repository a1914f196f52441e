// Opens files that others chose: regular ones only, without waiting, without leaving the folder they belong to.
#pragma once

#include <cstdint>
#include <string>

#include "descriptor.h"

namespace bpfleet {

// `path` below `root`, which is `/` to every link on the way (openat2(2), RESOLVE_IN_ROOT). Magic links are refused;
// without `across_mounts` so is what another file system has mounted there.
Descriptor open_in_root(const std::string& root, const std::string& path, bool across_mounts);

// What a process has mapped at exactly these addresses, whatever has become of its name since.
Descriptor open_mapped(int pid, uint64_t start, uint64_t end);

}  // namespace bpfleet
