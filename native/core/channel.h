// Messages between this process and one it does not trust: bytes, and the descriptors that go with them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "descriptor.h"
#include "map.h"

namespace bpfleet {

struct Message {
  Bytes bytes;
  std::vector<Descriptor> descriptors;
};

// How long a whole message may take; none: for ever.
using Patience = std::optional<std::chrono::milliseconds>;

// Two ends of a connection; both are closed on exec.
std::pair<Descriptor, Descriptor> make_channel();

void send_message(int channel, const uint8_t* bytes, size_t size, const std::vector<int>& descriptors,
                  Patience patience);

// None when the other side is gone. A message above `limit` bytes is an Error, and so is one that takes too long: the
// channel is then of no more use.
std::optional<Message> receive_message(int channel, size_t limit, Patience patience);

}  // namespace bpfleet
