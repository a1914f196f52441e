#include "sandbox.h"

#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "error.h"

namespace bpfleet {
namespace {

constexpr unsigned kNobody = 65534;

#if defined(__x86_64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "no such architecture"
#endif

// What a parser of files never needs. Those with a capability of their own are kept away by not having it.
constexpr uint32_t kDenied[] = {
#if defined(__x86_64__)
    SYS_open,   SYS_creat,  SYS_fork,  SYS_vfork, SYS_unlink, SYS_rename, SYS_mkdir, SYS_link, SYS_symlink,
    SYS_chmod,
#endif
    SYS_openat, SYS_openat2, SYS_open_by_handle_at, SYS_unlinkat, SYS_renameat2, SYS_mkdirat, SYS_linkat,
    SYS_symlinkat, SYS_fchmodat, SYS_socket, SYS_connect, SYS_bind, SYS_listen, SYS_execve, SYS_execveat,
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_open, SYS_pidfd_getfd, SYS_kill,
    SYS_tkill, SYS_rt_sigqueueinfo, SYS_bpf, SYS_perf_event_open, SYS_io_uring_setup, SYS_userfaultfd, SYS_unshare,
    SYS_setns, SYS_mount, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_inotify_init1, SYS_fanotify_init,
};

void need(bool done, const char* what) {
  if (!done) throw Error("enterSandbox", errno, what);
}

uint64_t data_size() {
  FILE* status = fopen("/proc/self/status", "re");
  need(status != nullptr, "cannot read how much memory this process uses");
  unsigned long kilobytes = 0;
  char line[256];
  while (fgets(line, sizeof(line), status) != nullptr && sscanf(line, "VmData: %lu", &kilobytes) != 1) {
  }
  fclose(status);
  return uint64_t{kilobytes} * 1024;
}

void limit(__rlimit_resource resource, uint64_t value) {
  const rlimit both{value, value};
  need(setrlimit(resource, &both) == 0, "cannot set a limit");
}

void drop_rights() {
  // A folder of this process's own descriptors, in which nothing can be made: as good as an empty one.
  need(chroot("/proc/self/fdinfo") == 0 && chdir("/") == 0, "cannot leave the file system");
  // glibc does these in every thread; with the user the kernel takes the capabilities.
  need(setgroups(0, nullptr) == 0, "cannot leave the groups");
  need(setresgid(kNobody, kNobody, kNobody) == 0, "cannot change the group");
  need(setresuid(kNobody, kNobody, kNobody) == 0, "cannot change the user");
  need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "cannot give up new privileges");
  need(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0, "cannot bind this process to its parent");
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[2]{};
  need(syscall(SYS_capget, &header, sets) == 0, "cannot read the capabilities");
  for (const auto& set : sets) {
    if ((set.effective | set.permitted) != 0) throw Error("enterSandbox", EPERM, "some capability is left");
  }
}

// Denied calls fail with EPERM, calls of another architecture kill.
void filter_calls() {
  std::vector<sock_filter> code = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
#if defined(__x86_64__)
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),  // x32
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
#endif
  };
  for (const uint32_t number : kDenied) {
    code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
    code.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  }
  code.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  need(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0,
       "cannot filter system calls");
}

}  // namespace

void enter_sandbox(uint64_t memory) {
  limit(RLIMIT_DATA, data_size() + memory);
  limit(RLIMIT_CORE, 0);
  drop_rights();
  filter_calls();
}

}  // namespace bpfleet
