// Where a program of kernel functions is attached.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bpfleet {

struct KprobePlace {
  // `[MODULE:]NAME`; empty: `offset` is an address.
  std::string function;
  uint64_t offset;
};

enum class KprobeMultiAt { kEntry, kReturn, kBoth };

struct Kprobes {
  std::vector<KprobePlace> places;
  bool at_return;
};

}  // namespace bpfleet
