// One BPF map, by its own descriptor: it outlives the object, the pin and the program it came from.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "descriptor.h"
#include "fold.h"

namespace bpfleet {

using Bytes = std::vector<uint8_t>;

struct MapInfo {
  uint32_t id;
  uint32_t type;
  uint32_t key_size;
  uint32_t value_size;  // of one CPU
  uint32_t max_entries;
  bool per_cpu;
  std::string name;

  // Bytes the kernel copies for one entry: the values of all possible CPUs, each rounded up to 8, or the value.
  size_t transfer_size() const;
  // 8-byte lanes of one CPU's value.
  size_t lanes() const { return (value_size + 7) / 8; }
  // ARRAY and PERCPU_ARRAY: every index always has a value.
  bool is_array() const;
};

struct MapEntries {
  size_t count = 0;
  Bytes keys;
  Bytes values;
};

class Map {
 public:
  // Takes the descriptor; throws when it is no map.
  explicit Map(Descriptor fd);
  static Map open_pinned(const std::string& path);
  // A map of its own for the same kernel map as `fd`.
  static Map duplicate(int fd);

  const MapInfo& info() const { return info_; }
  // Throws EBADF after close().
  int fd(const char* operation) const;

  // Every entry, folded over the CPUs by `folds` for per-CPU maps (empty for the others). A key comes at most
  // once, and a key that is there during the whole call comes.
  MapEntries read(const std::vector<LaneFold>& folds) const;

  std::optional<Bytes> lookup(const uint8_t* key) const;
  void update(const uint8_t* key, const uint8_t* value, uint64_t flags) const;
  // Writes 8 bytes of the only value of a mmapable array map at once, through a mapping.
  void store(size_t offset, uint64_t value) const;
  // Folds `count` groups of lanes of the only value of a mmapable array map, the first at `offset`, the others each
  // `stride` bytes behind the one before. Every lane is read at once; with `take` it becomes 0 in the same moment.
  Bytes fold_cells(size_t offset, size_t stride, size_t count, const std::vector<LaneFold>& folds, bool take) const;
  bool erase(const uint8_t* key) const;
  void clear() const;
  void pin(const std::string& path) const;
  void close() { fd_.reset(); }

 private:
  Descriptor fd_;
  MapInfo info_;
};

// libbpf_num_possible_cpus, asked once.
size_t possible_cpus();

}  // namespace bpfleet
