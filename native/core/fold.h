// Folding the values of one key over the CPUs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bpfleet {

// Numbers are those of LaneFold in js/native.ts.
enum class LaneFold : uint8_t { kSum = 0, kMinUnsigned, kMaxUnsigned, kMinSigned, kMaxSigned, kOr };
inline constexpr uint8_t kLastLaneFold = static_cast<uint8_t>(LaneFold::kOr);

// The fold of two values of one lane.
uint64_t fold_lane(LaneFold fold, uint64_t a, uint64_t b);

// Folds `cpus` values into `out`. A value is folds.size() lanes of 8 bytes; values lie one after another in
// `values`. `out` gets the first `out_size` bytes of the folded lanes. Sums wrap at 2^64.
void fold_value(const uint8_t* values, size_t cpus, const std::vector<LaneFold>& folds, uint8_t* out, size_t out_size);

}  // namespace bpfleet
