// Places in a binary where the kernel sets breakpoints that run a program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bpfleet {

struct Uprobe {
  std::string path;
  std::vector<unsigned long> offsets;  // bytes from the start of the file
  bool at_return;                      // of the functions that begin there
  int pid;                             // -1: every process
};

// Whether this kernel has links for many places (6.6), with the process filter that 6.7 mended.
bool probe_uprobe_multi();

}  // namespace bpfleet
