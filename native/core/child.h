// A process that is started for a trace and held until the trace is attached.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace bpfleet {

struct HeldChild {
  pid_t pid;
  // A byte written here lets it run its program; closed without one, it ends. The caller closes it.
  int gate;
};

// Forks a child that waits at the gate and then executes `path`. It gets SIGTERM when the calling thread ends.
HeldChild hold_child(const std::string& path, const std::vector<std::string>& args);

// Status of wait(2) once the child has ended, which may be asked for once; none while it runs.
std::optional<int> child_status(pid_t pid);

}  // namespace bpfleet
