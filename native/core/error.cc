#include "error.h"

#include <bpf/libbpf.h>

#include <cstring>

namespace bpfleet {
namespace {

std::string describe(const std::string& operation, int code, const std::string& detail) {
  std::string text = operation + ": " + detail;
  if (code != 0) {
    char reason[128];
    libbpf_strerror(code, reason, sizeof(reason));  // knows errno and libbpf's own numbers from 4000
    const char* name = strerrorname_np(code);
    text += std::string(": ") + reason + " (" + (name != nullptr ? name : std::to_string(code)) + ")";
  }
  return text;
}

}  // namespace

Error::Error(std::string operation, int code, const std::string& detail)
    : Error(std::move(operation), code, detail, std::nullopt, "") {}

Error::Error(std::string operation, int code, const std::string& detail, std::optional<std::string> program,
             std::string log)
    : std::runtime_error(describe(operation, code, detail)),
      operation_(std::move(operation)),
      code_(code),
      program_(std::move(program)),
      log_(std::move(log)) {}

}  // namespace bpfleet
