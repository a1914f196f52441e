#include "perf_event.h"

#include <linux/perf_event.h>
#include <sched.h>
#include <sys/syscall.h>

#include <string>

#include "error.h"

namespace bpfleet {
namespace {

constexpr pid_t every_process = -1;

int perf_event_open(perf_event_attr attributes, pid_t pid, int cpu) {
  attributes.size = sizeof(attributes);
  const int no_group = -1;
  return static_cast<int>(syscall(SYS_perf_event_open, &attributes, pid, cpu, no_group, PERF_FLAG_FD_CLOEXEC));
}

}  // namespace

Descriptor open_tracepoint(uint64_t event_id) {
  perf_event_attr attributes{};
  attributes.type = PERF_TYPE_TRACEPOINT;
  // No sample period: programs run all the same, and some tracepoints (irq_vectors:irq_work_exit) refuse to be sampled.
  attributes.config = event_id;
  // The CPU this runs on is online; CPU 0 need not be.
  Descriptor event(perf_event_open(attributes, every_process, sched_getcpu()));
  if (!event.valid()) {
    throw Error("attachTracepoint", errno, "cannot open the tracepoint with event id " + std::to_string(event_id));
  }
  return event;
}

Descriptor open_perf_event(const PerfEvent& event, int cpu) {
  perf_event_attr attributes{};
  attributes.type = event.type;
  attributes.config = event.config;
  if (event.frequency) {
    attributes.freq = 1;
    attributes.sample_freq = *event.frequency;
  } else {
    attributes.sample_period = event.period.value_or(0);
  }
  if (event.pid) attributes.inherit = attributes.inherit_thread = 1;
  Descriptor descriptor(perf_event_open(attributes, event.pid.value_or(every_process), cpu));
  if (!descriptor.valid()) {
    throw Error("attachPerfEvent", errno,
                "cannot open the perf event (type " + std::to_string(event.type) + ", config " +
                    std::to_string(event.config) + ") on CPU " + std::to_string(cpu));
  }
  return descriptor;
}

}  // namespace bpfleet
