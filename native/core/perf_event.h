// perf_event_open(2) for the events that run BPF programs.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "descriptor.h"

namespace bpfleet {

// Exactly one of `period` and `frequency` is set.
struct PerfEvent {
  uint32_t type;
  uint64_t config;
  std::optional<uint64_t> period;     // events between samples; ns for clocks
  std::optional<uint64_t> frequency;  // samples a second
  std::vector<int> cpus;
  std::optional<pid_t> pid;  // this thread and those that it makes later; none: every one
};

// `event_id` is the number in tracefs events/<category>/<name>/id. A program attached to the event runs on
// every CPU, whichever CPU the event itself was opened on.
Descriptor open_tracepoint(uint64_t event_id);

Descriptor open_perf_event(const PerfEvent& event, int cpu);

}  // namespace bpfleet
