#include "map_walk.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <string_view>
#include <unordered_set>

#include "error.h"

namespace bpfleet {
namespace {

constexpr size_t kBatchBytes = size_t{1} << 20;
// The kernel says ENOTSUPP (kernel-internal, 524) for a map type without batch operations.
constexpr int kNotSupported = 524;

// Takes `count` entries as the kernel gives them: `keys` packed, `values` of transfer_size() each.
using Sink = std::function<void(size_t count, const uint8_t* keys, const uint8_t* values)>;
using BatchCall = int (*)(int, void*, void*, void*, void*, __u32*, const bpf_map_batch_opts*);

bool batch_unsupported(int error) {
  return error == -kNotSupported || error == -EOPNOTSUPP || error == -EINVAL;
}

[[noreturn]] void fail(const char* operation, int error, const MapInfo& map) {
  throw Error(operation, -error, "cannot walk the map '" + map.name + "' (type " + std::to_string(map.type) + ")");
}

// Walks a map by BPF_MAP_LOOKUP_BATCH or BPF_MAP_LOOKUP_AND_DELETE_BATCH. False when the map type or the
// kernel has no such call (nothing was given to the sink then).
//
// A hash map is walked bucket by bucket, each under its lock, and a batch never splits a bucket
// (kernel/bpf/hashtab.c, __htab_map_lookup_and_delete_batch). An element never leaves its bucket, so no key
// comes twice however the map changes meanwhile. ENOSPC means that the next bucket alone is larger than the
// batch: the batch grows and the call is made again from the same position.
bool walk_by_batches(const char* operation, int fd, const MapInfo& map, BatchCall call, const Sink& sink) {
  // Ring buffers, queues and bloom filters: nothing to walk by.
  if (map.key_size == 0) fail(operation, -EOPNOTSUPP, map);
  const size_t entry = map.key_size + map.transfer_size();
  size_t room = std::clamp<size_t>(kBatchBytes / entry, 16, std::max<size_t>(map.max_entries, 16));
  // A position is a bucket number for hash maps and a key for the others.
  Bytes position(std::max<size_t>(map.key_size, sizeof(uint64_t)));
  Bytes next(position.size());
  Bytes keys, values;
  bool started = false;
  for (;;) {
    keys.resize(room * map.key_size);
    values.resize(room * map.transfer_size());
    auto count = static_cast<__u32>(room);
    int error = call(fd, started ? position.data() : nullptr, next.data(), keys.data(), values.data(), &count, nullptr);
    if (!started && batch_unsupported(error)) return false;
    if (error == -ENOSPC) {
      room *= 2;
      continue;
    }
    if (error != 0 && error != -ENOENT && error != -EINTR) fail(operation, error, map);
    if (count > 0) sink(count, keys.data(), values.data());
    if (error == -ENOENT) return true;
    // Interrupted before the first entry: there is no position to go on from.
    if (error == -EINTR && count == 0) continue;
    started = true;
    position.swap(next);
  }
}

std::string_view as_text(const Bytes& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

// Walks a map without batch calls. When the current key was deleted meanwhile, the kernel starts again at the
// first one, so keys that were seen are skipped. A map that loses keys faster than this can walk is given up
// with EAGAIN rather than walked for ever.
void walk_by_keys(const char* operation, int fd, const MapInfo& map, const Sink& sink) {
  std::unordered_set<std::string> seen;
  Bytes key(map.key_size), next(map.key_size), value(map.transfer_size());
  const size_t limit = 64 + 16 * static_cast<size_t>(map.max_entries);
  int error = bpf_map_get_next_key(fd, nullptr, next.data());
  for (size_t steps = 0; error == 0; steps++) {
    if (steps > limit) fail(operation, -EAGAIN, map);
    key.swap(next);
    if (seen.emplace(as_text(key)).second) {
      error = bpf_map_lookup_elem(fd, key.data(), value.data());
      if (error == 0) sink(1, key.data(), value.data());
      if (error != 0 && error != -ENOENT) fail(operation, error, map);
    }
    error = bpf_map_get_next_key(fd, key.data(), next.data());
  }
  if (error != -ENOENT) fail(operation, error, map);
}

void walk_by_index(const char* operation, int fd, const MapInfo& map, const Sink& sink) {
  Bytes value(map.transfer_size());
  for (uint32_t index = 0; index < map.max_entries; index++) {
    int error = bpf_map_lookup_elem(fd, &index, value.data());
    if (error != 0) fail(operation, error, map);
    sink(1, reinterpret_cast<const uint8_t*>(&index), value.data());
  }
}

}  // namespace

MapEntries read_entries(int fd, const MapInfo& map, const std::vector<LaneFold>& folds) {
  MapEntries entries;
  const size_t transfer = map.transfer_size();
  Sink sink = [&](size_t count, const uint8_t* keys, const uint8_t* values) {
    entries.keys.insert(entries.keys.end(), keys, keys + count * map.key_size);
    const size_t offset = entries.values.size();
    if (!map.per_cpu) {
      entries.values.insert(entries.values.end(), values, values + count * transfer);
    } else {
      entries.values.resize(offset + count * map.value_size);
      for (size_t i = 0; i < count; i++) {
        uint8_t* out = entries.values.data() + offset + i * map.value_size;
        fold_value(values + i * transfer, possible_cpus(), folds, out, map.value_size);
      }
    }
    entries.count += count;
  };
  if (walk_by_batches("read", fd, map, bpf_map_lookup_batch, sink)) return entries;
  if (map.is_array()) {
    walk_by_index("read", fd, map, sink);
  } else {
    walk_by_keys("read", fd, map, sink);
  }
  return entries;
}

void delete_entries(int fd, const MapInfo& map) {
  const Sink ignore = [](size_t, const uint8_t*, const uint8_t*) {};
  if (walk_by_batches("clear", fd, map, bpf_map_lookup_and_delete_batch, ignore)) return;
  Bytes doomed;
  walk_by_keys("clear", fd, map, [&](size_t count, const uint8_t* keys, const uint8_t*) {
    doomed.insert(doomed.end(), keys, keys + count * map.key_size);
  });
  for (size_t at = 0; at < doomed.size(); at += map.key_size) {
    int error = bpf_map_delete_elem(fd, doomed.data() + at);
    if (error != 0 && error != -ENOENT) fail("clear", error, map);
  }
}

void zero_entries(int fd, const MapInfo& map) {
  const Bytes zeros(map.transfer_size());
  for (uint32_t index = 0; index < map.max_entries; index++) {
    int error = bpf_map_update_elem(fd, &index, zeros.data(), BPF_ANY);
    if (error != 0) fail("clear", error, map);
  }
}

}  // namespace bpfleet
