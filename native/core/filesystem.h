// The pseudo file systems the agent uses, and its lock files.
#pragma once

#include <cstdint>
#include <string>

namespace bpfleet {

// A descriptor of tracefs' root that is mounted nowhere (needs Linux 5.2); the caller closes it.
int open_tracefs();

void mount_bpffs(const std::string& path);

// Detaches the mount; users of it may finish.
void unmount(const std::string& path);

// statfs(2) f_type, e.g. 0xcafe4a11 for a bpffs.
uint32_t filesystem_type(const std::string& path);

// Creates the file if needed and locks it: a descriptor that holds the lock while it is open (the caller
// closes it), or -1 when another open file description holds it.
int try_lock(const std::string& path);

}  // namespace bpfleet
