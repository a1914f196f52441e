#include "map.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <sys/mman.h>

#include <cstring>

#include "error.h"
#include "map_walk.h"

namespace bpfleet {
namespace {

bool is_per_cpu(uint32_t type) {
  return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
         type == BPF_MAP_TYPE_LRU_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

MapInfo read_info(int fd) {
  bpf_map_info raw{};
  __u32 size = sizeof(raw);
  int error = bpf_map_get_info_by_fd(fd, &raw, &size);
  if (error != 0) throw Error("mapInfo", -error, "the descriptor is not a BPF map");
  return MapInfo{
      raw.id, raw.type, raw.key_size, raw.value_size, raw.max_entries, is_per_cpu(raw.type), std::string(raw.name)};
}

// The only value of an array map in this process's memory.
class Mapping {
 public:
  // Throws unless `size` bytes at `offset` are words of the value.
  Mapping(int fd, const MapInfo& map, const char* operation, size_t offset, size_t size) : length_(map.value_size) {
    const bool inside = offset <= length_ && size <= length_ - offset;
    if (!map.is_array() || offset % sizeof(uint64_t) != 0 || !inside) {
      const std::string what = std::to_string(size) + " bytes at offset " + std::to_string(offset);
      throw Error(operation, EINVAL, "no " + what + " of the map '" + map.name + "'");
    }
    memory_ = mmap(nullptr, length_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory_ == MAP_FAILED) throw Error(operation, errno, "cannot map the map '" + map.name + "' into memory");
  }
  ~Mapping() { munmap(memory_, length_); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  uint64_t* word(size_t offset) const { return reinterpret_cast<uint64_t*>(static_cast<uint8_t*>(memory_) + offset); }

 private:
  size_t length_;
  void* memory_;
};

}  // namespace

size_t possible_cpus() {
  static const int cpus = libbpf_num_possible_cpus();
  if (cpus <= 0) throw Error("possibleCpus", -cpus, "cannot read the possible CPUs");
  return static_cast<size_t>(cpus);
}

size_t MapInfo::transfer_size() const {
  return per_cpu ? lanes() * 8 * possible_cpus() : value_size;
}

bool MapInfo::is_array() const {
  return type == BPF_MAP_TYPE_ARRAY || type == BPF_MAP_TYPE_PERCPU_ARRAY;
}

Map::Map(Descriptor fd) : fd_(std::move(fd)), info_(read_info(fd_.get())) {}

Map Map::open_pinned(const std::string& path) {
  int fd = bpf_obj_get(path.c_str());
  if (fd < 0) throw Error("openPinned", -fd, "cannot open the pinned map '" + path + "'");
  return Map(Descriptor(fd));
}

Map Map::duplicate(int fd) {
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) throw Error("map", errno, "cannot duplicate the map's descriptor");
  return Map(Descriptor(copy));
}

int Map::fd(const char* operation) const {
  if (!fd_.valid()) throw Error(operation, EBADF, "the map '" + info_.name + "' is closed");
  return fd_.get();
}

MapEntries Map::read(const std::vector<LaneFold>& folds) const {
  return read_entries(fd("read"), info_, folds);
}

std::optional<Bytes> Map::lookup(const uint8_t* key) const {
  Bytes value(info_.transfer_size());
  int error = bpf_map_lookup_elem(fd("lookup"), key, value.data());
  if (error == -ENOENT) return std::nullopt;
  if (error != 0) throw Error("lookup", -error, "cannot look a key up in the map '" + info_.name + "'");
  return value;
}

void Map::update(const uint8_t* key, const uint8_t* value, uint64_t flags) const {
  int error = bpf_map_update_elem(fd("update"), key, value, flags);
  if (error != 0) throw Error("update", -error, "cannot update the map '" + info_.name + "'");
}

void Map::store(size_t offset, uint64_t value) const {
  Mapping memory(fd("store"), info_, "store", offset, sizeof(value));
  __atomic_store_n(memory.word(offset), value, __ATOMIC_SEQ_CST);
}

Bytes Map::fold_cells(size_t offset, size_t stride, size_t count, const std::vector<LaneFold>& folds, bool take) const {
  const size_t size = folds.size() * sizeof(uint64_t);
  Mapping memory(fd("foldCells"), info_, "foldCells", offset, count == 0 ? 0 : (count - 1) * stride + size);
  Bytes out(size);
  for (size_t lane = 0; lane < folds.size(); lane++) {
    uint64_t folded = 0;
    for (size_t group = 0; group < count; group++) {
      uint64_t* word = memory.word(offset + group * stride + lane * sizeof(uint64_t));
      const uint64_t value =
          take ? __atomic_exchange_n(word, 0, __ATOMIC_SEQ_CST) : __atomic_load_n(word, __ATOMIC_SEQ_CST);
      folded = group == 0 ? value : fold_lane(folds[lane], folded, value);
    }
    memcpy(out.data() + lane * sizeof(uint64_t), &folded, sizeof(folded));
  }
  return out;
}

bool Map::erase(const uint8_t* key) const {
  int error = bpf_map_delete_elem(fd("delete"), key);
  if (error == -ENOENT) return false;
  if (error != 0) throw Error("delete", -error, "cannot delete from the map '" + info_.name + "'");
  return true;
}

void Map::clear() const {
  if (info_.is_array()) {
    zero_entries(fd("clear"), info_);
  } else {
    delete_entries(fd("clear"), info_);
  }
}

void Map::pin(const std::string& path) const {
  int error = bpf_obj_pin(fd("pin"), path.c_str());
  if (error != 0) throw Error("pin", -error, "cannot pin the map '" + info_.name + "' to '" + path + "'");
}

}  // namespace bpfleet
