#include "filesystem.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#include "descriptor.h"
#include "error.h"

// glibc's <sys/mount.h> cannot be included together with <linux/mount.h>, and old ones lack fsopen(2).
extern "C" int mount(const char*, const char*, const char*, unsigned long, const void*) noexcept;
extern "C" int umount2(const char*, int) noexcept;

namespace bpfleet {
namespace {

constexpr unsigned long kNoSuid = 2, kNoDev = 4, kNoExec = 8;  // MS_*
constexpr int kDetach = 2, kNoFollow = 8;                      // MNT_DETACH, UMOUNT_NOFOLLOW

}  // namespace

int open_tracefs() {
  Descriptor context(static_cast<int>(syscall(SYS_fsopen, "tracefs", FSOPEN_CLOEXEC)));
  if (!context.valid()) throw Error("openTracefs", errno, "the kernel has no tracefs");
  if (syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) < 0) {
    throw Error("openTracefs", errno, "cannot create a tracefs instance");
  }
  const unsigned attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
  int mounted = static_cast<int>(syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, attributes));
  if (mounted < 0) throw Error("openTracefs", errno, "cannot make a mount of tracefs");
  return mounted;
}

void mount_bpffs(const std::string& path) {
  if (mount("bpf", path.c_str(), "bpf", kNoSuid | kNoDev | kNoExec, "mode=0700") != 0) {
    throw Error("mountBpffs", errno, "cannot mount a bpffs on '" + path + "'");
  }
}

void unmount(const std::string& path) {
  if (umount2(path.c_str(), kDetach | kNoFollow) != 0) {
    throw Error("unmount", errno, "cannot unmount '" + path + "'");
  }
}

uint32_t filesystem_type(const std::string& path) {
  struct statfs about{};
  if (retry_on_signal([&] { return statfs(path.c_str(), &about); }) != 0) {
    throw Error("filesystemType", errno, "cannot look at '" + path + "'");
  }
  return static_cast<uint32_t>(about.f_type);
}

int try_lock(const std::string& path) {
  Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.valid()) throw Error("tryLock", errno, "cannot open the lock file '" + path + "'");
  if (retry_on_signal([&] { return flock(file.get(), LOCK_EX | LOCK_NB); }) == 0) return file.release();
  if (errno == EWOULDBLOCK) return -1;
  throw Error("tryLock", errno, "cannot lock '" + path + "'");
}

}  // namespace bpfleet
