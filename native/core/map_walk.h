// Whole-map operations: by batch system calls where the map type has them, else key by key.
#pragma once

#include <vector>

#include "map.h"

namespace bpfleet {

// Every entry; see Map::read.
MapEntries read_entries(int fd, const MapInfo& map, const std::vector<LaneFold>& folds);

// Deletes every entry of a hash-like map that was there when the call began.
void delete_entries(int fd, const MapInfo& map);

// Writes zeros to every index of an array, on all CPUs.
void zero_entries(int fd, const MapInfo& map);

}  // namespace bpfleet
