#include "map.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <sys/mman.h>

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
  int map = fd("store");
  if (!info_.is_array() || offset % sizeof(value) != 0 || offset + sizeof(value) > info_.value_size) {
    throw Error("store", EINVAL, "no 8 bytes at offset " + std::to_string(offset) + " of the map '" + info_.name + "'");
  }
  size_t length = info_.value_size;
  void* memory = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
  if (memory == MAP_FAILED) throw Error("store", errno, "cannot map the map '" + info_.name + "' into memory");
  auto* word = reinterpret_cast<uint64_t*>(static_cast<uint8_t*>(memory) + offset);
  __atomic_store_n(word, value, __ATOMIC_SEQ_CST);
  munmap(memory, length);
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
