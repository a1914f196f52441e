#include "child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "descriptor.h"
#include "error.h"

namespace bpfleet {
namespace {

// Between fork and exec of a process with threads: only what is safe in a signal handler.
[[noreturn]] void run_child(int gate, pid_t parent, const char* path, char* const* args) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(1);  // it died before the line above
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  // Node marks every descriptor that it starts with as its own.
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) fcntl(fd, F_SETFD, 0);
  char byte;
  if (retry_on_signal([&] { return read(gate, &byte, 1); }) != 1) _exit(1);
  execv(path, args);
  const char text[] = "cannot run the command: ";
  const char* reason = strerrordesc_np(errno);
  if (write(STDERR_FILENO, text, sizeof(text) - 1) > 0 && reason != nullptr &&
      write(STDERR_FILENO, reason, strlen(reason)) > 0 && write(STDERR_FILENO, "\n", 1) > 0) {
  }
  _exit(127);
}

}  // namespace

HeldChild hold_child(const std::string& path, const std::vector<std::string>& args) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) throw Error("holdChild", errno, "cannot make a pipe");
  Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  std::vector<char*> arguments;
  for (const auto& arg : args) arguments.push_back(const_cast<char*>(arg.c_str()));
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) throw Error("holdChild", errno, "cannot fork");
  if (pid == 0) {
    writing.reset();
    run_child(reading.get(), parent, path.c_str(), arguments.data());
  }
  return {pid, writing.release()};
}

std::optional<int> child_status(pid_t pid) {
  int status = 0;
  const pid_t ended = retry_on_signal([&] { return waitpid(pid, &status, WNOHANG); });
  if (ended < 0) throw Error("childStatus", errno, "cannot wait for process " + std::to_string(pid));
  if (ended == 0) return std::nullopt;
  return status;
}

}  // namespace bpfleet
