#include "fold.h"

#include <algorithm>
#include <cstring>

namespace bpfleet {
namespace {

constexpr size_t kLane = sizeof(uint64_t);

}  // namespace

uint64_t fold_lane(LaneFold fold, uint64_t a, uint64_t b) {
  switch (fold) {
    case LaneFold::kSum:
      return a + b;
    case LaneFold::kMinUnsigned:
      return std::min(a, b);
    case LaneFold::kMaxUnsigned:
      return std::max(a, b);
    case LaneFold::kMinSigned:
      return static_cast<uint64_t>(std::min(static_cast<int64_t>(a), static_cast<int64_t>(b)));
    case LaneFold::kMaxSigned:
      return static_cast<uint64_t>(std::max(static_cast<int64_t>(a), static_cast<int64_t>(b)));
    case LaneFold::kOr:
      return a | b;
  }
  return a;
}

void fold_value(const uint8_t* values, size_t cpus, const std::vector<LaneFold>& folds, uint8_t* out, size_t out_size) {
  const size_t stride = folds.size() * kLane;
  for (size_t lane = 0; lane < folds.size(); lane++) {
    const uint8_t* at = values + lane * kLane;
    uint64_t folded;
    memcpy(&folded, at, kLane);
    for (size_t cpu = 1; cpu < cpus; cpu++) {
      uint64_t value;
      memcpy(&value, at + cpu * stride, kLane);
      folded = fold_lane(folds[lane], folded, value);
    }
    const size_t offset = lane * kLane;
    memcpy(out + offset, &folded, std::min(kLane, out_size - offset));
  }
}

}  // namespace bpfleet
