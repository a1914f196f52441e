#include "libbpf_log.h"

#include <bpf/libbpf.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

namespace bpfleet {

struct LibbpfLogAccess {
  static thread_local LibbpfLog* innermost;
  static void append(const char* line) { innermost->text_ += line; }
};

thread_local LibbpfLog* LibbpfLogAccess::innermost = nullptr;

namespace {

int print(enum libbpf_print_level level, const char* format, va_list arguments) {
  if (level == LIBBPF_DEBUG || LibbpfLogAccess::innermost == nullptr) return 0;
  char* line = nullptr;
  if (vasprintf(&line, format, arguments) < 0) return 0;
  LibbpfLogAccess::append(line);
  free(line);
  return 0;
}

}  // namespace

LibbpfLog::LibbpfLog() : outer_(LibbpfLogAccess::innermost) {
  LibbpfLogAccess::innermost = this;
}

LibbpfLog::~LibbpfLog() {
  LibbpfLogAccess::innermost = outer_;
}

void install_libbpf_log() {
  libbpf_set_print(print);
}

}  // namespace bpfleet
