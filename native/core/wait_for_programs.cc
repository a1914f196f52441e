#include "wait_for_programs.h"

#include <bpf/bpf.h>

#include "descriptor.h"
#include "error.h"

namespace bpfleet {
namespace {

constexpr const char* kOperation = "waitForPrograms";

Descriptor create_map(bpf_map_type type, const char* name, const bpf_map_create_opts* options) {
  int fd = bpf_map_create(type, name, sizeof(__u32), sizeof(__u32), 1, options);
  if (fd < 0) throw Error(kOperation, -fd, "cannot create a map-in-map");
  return Descriptor(fd);
}

// Two maps of a few bytes, kept for the life of the process.
struct MapInMap {
  Descriptor inner = create_map(BPF_MAP_TYPE_ARRAY, "bpfleet_inner", nullptr);
  Descriptor outer = create_outer();

  Descriptor create_outer() const {
    bpf_map_create_opts options{};
    options.sz = sizeof(options);
    options.inner_map_fd = static_cast<__u32>(inner.get());
    return create_map(BPF_MAP_TYPE_ARRAY_OF_MAPS, "bpfleet_outer", &options);
  }
};

}  // namespace

void wait_for_programs() {
  static const MapInMap maps;
  const __u32 index = 0;
  const int inner = maps.inner.get();
  int error = bpf_map_update_elem(maps.outer.get(), &index, &inner, BPF_ANY);
  if (error != 0) throw Error(kOperation, -error, "cannot update a map-in-map");
}

}  // namespace bpfleet
