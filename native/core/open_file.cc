#include "open_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cinttypes>
#include <cstdio>

#include "error.h"

namespace bpfleet {
namespace {

// Looking first, by a descriptor that opens nothing: to open a device or a pipe would already do something.
Descriptor reopen(const char* operation, const Descriptor& found, const std::string& name) {
  struct stat about{};
  if (fstat(found.get(), &about) != 0) throw Error(operation, errno, "cannot look at '" + name + "'");
  if (!S_ISREG(about.st_mode)) throw Error(operation, EINVAL, "'" + name + "' is no regular file");
  const std::string link = "/proc/self/fd/" + std::to_string(found.get());
  Descriptor file(open(link.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file.valid()) throw Error(operation, errno, "cannot read '" + name + "'");
  return file;
}

}  // namespace

Descriptor open_in_root(const std::string& root, const std::string& path, bool across_mounts) {
  Descriptor folder(open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid()) throw Error("openInRoot", errno, "cannot open the folder '" + root + "'");
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | (across_mounts ? 0 : RESOLVE_NO_XDEV);
  Descriptor found(static_cast<int>(syscall(SYS_openat2, folder.get(), path.c_str(), &how, sizeof(how))));
  if (!found.valid()) throw Error("openInRoot", errno, "cannot find '" + path + "'");
  return reopen("openInRoot", found, path);
}

Descriptor open_mapped(int pid, uint64_t start, uint64_t end) {
  char name[96];
  snprintf(name, sizeof(name), "/proc/%d/map_files/%" PRIx64 "-%" PRIx64, pid, start, end);
  Descriptor found(open(name, O_PATH | O_CLOEXEC));
  if (!found.valid()) throw Error("openMapped", errno, std::string("cannot find '") + name + "'");
  return reopen("openMapped", found, name);
}

}  // namespace bpfleet
