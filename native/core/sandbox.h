// Where a process that reads files of others locks itself in before the first of their bytes.
#pragma once

#include <cstdint>

namespace bpfleet {

// For good and in all threads: no capability, the user nobody, an empty root folder, no way to open a file, to connect, to
// start a program or to look into another process; and at most `memory` bytes more than now. What is open stays open. It
// is killed when the thread that started it ends. An Error when any of it cannot be had.
void enter_sandbox(uint64_t memory);

}  // namespace bpfleet
