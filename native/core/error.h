// The one exception type of core/: what the kernel or libbpf refused, in a form that a caller can act on.
#pragma once

#include <cerrno>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace bpfleet {

class Error : public std::runtime_error {
 public:
  // `code` is a positive errno, or 0 when there is none. `detail` says what was tried and what to do next.
  Error(std::string operation, int code, const std::string& detail);

  // A load failure: `program` is the one the kernel rejected, when known; `log` is the verifier's or libbpf's.
  Error(std::string operation, int code, const std::string& detail, std::optional<std::string> program,
        std::string log);

  const std::string& operation() const { return operation_; }
  int code() const { return code_; }
  const std::optional<std::string>& program() const { return program_; }
  const std::string& log() const { return log_; }

 private:
  std::string operation_;
  int code_;
  std::optional<std::string> program_;
  std::string log_;
};

// Runs a system call again while a signal interrupts it.
template <typename Call>
auto retry_on_signal(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

}  // namespace bpfleet
